"""What is promised about time: wall clocks, summer time, holidays and quiet hours."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from handlers.calendar import DENMARK, Rhythm, following, is_closed, is_quiet, iso_week, next_moment, next_open, wall

UNHURRIED = settings(deadline=None)  # a busy machine is not a broken promise
# Nuuk jumps over midnight, Lord Howe by half an hour, Kathmandu is a quarter past, New York moves on other nights.
ZONES = st.sampled_from(
    [DENMARK, "Atlantic/Faroe", "America/Nuuk", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]
)
# Clocks change, or years do: where mistakes live.
TURNS = [
    datetime(2026, 3, 29, 1, tzinfo=UTC),
    datetime(2026, 10, 25, 1, tzinfo=UTC),
    datetime(2027, 3, 28, 1, tzinfo=UTC),
    datetime(2027, 10, 31, 1, tzinfo=UTC),
    datetime(2027, 1, 1, tzinfo=UTC),
]
MOMENTS = st.one_of(
    st.datetimes(datetime(2020, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - bounds are naive
    st.builds(lambda turn, by: turn + timedelta(minutes=by), st.sampled_from(TURNS), st.integers(-9999, 9999)),
)
WALL_TIMES = st.one_of(st.times(), st.sampled_from([time(0), time(2), time(2, 30), time(3), time(14), time(23, 30)]))
RHYTHMS = st.builds(Rhythm, weekday=st.integers(0, 6), at=WALL_TIMES, every_weeks=st.integers(1, 8), zone=ZONES)


def at_its_wall_time(rhythm: Rhythm, moment: datetime) -> bool:
    """Whether the clock shows the time wished for, the first time that day, or just jumped over it."""
    local = wall(moment, rhythm.zone)
    before = wall(moment - timedelta(microseconds=1), rhythm.zone)
    jumped = before.replace(tzinfo=None) < datetime.combine(local, rhythm.at) < local.replace(tzinfo=None)
    return jumped or (local.time() == rhythm.at and local.fold == 0)


def copenhagen(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(DENMARK)).astimezone(UTC)


@UNHURRIED
@given(RHYTHMS, MOMENTS)
@example(Rhythm(5, time(23, 30), 1, "America/Nuuk"), datetime(2028, 3, 20, tzinfo=UTC))
def test_the_next_moment_is_later_on_the_weekday_at_the_wall_time_and_on_an_open_day(
    rhythm: Rhythm, after: datetime
) -> None:
    found = next_moment(rhythm, after)
    local = wall(found, rhythm.zone)
    assert found > after
    assert found.tzinfo is UTC
    assert local.weekday() == rhythm.weekday
    assert at_its_wall_time(rhythm, found)
    assert not is_closed(local.date())


@UNHURRIED
@given(RHYTHMS.filter(lambda rhythm: rhythm.zone == DENMARK), MOMENTS)
def test_the_next_moment_is_the_first_one_and_only_closed_days_are_passed_over(rhythm: Rhythm, after: datetime) -> None:
    day = wall(next_moment(rhythm, after), DENMARK).date() - timedelta(weeks=1)
    zone = ZoneInfo(DENMARK)
    while min(datetime.combine(day, rhythm.at.replace(fold=fold), zone).astimezone(UTC) for fold in (0, 1)) > after:
        assert is_closed(day)
        day -= timedelta(weeks=1)


@UNHURRIED
@given(RHYTHMS, MOMENTS)
def test_the_following_moment_is_later_by_whole_weeks_at_the_same_wall_time(rhythm: Rhythm, start: datetime) -> None:
    previous = next_moment(rhythm, start)
    found = following(rhythm, previous)
    local = wall(found, rhythm.zone)
    passed = local.date() - wall(previous, rhythm.zone).date()
    assert found > previous
    assert passed.days % 7 == 0
    assert passed >= timedelta(weeks=rhythm.every_weeks)
    assert at_its_wall_time(rhythm, found)
    assert not is_closed(local.date())


@UNHURRIED
@given(RHYTHMS, MOMENTS)
def test_two_moments_are_never_in_the_same_week_even_after_the_weekday_was_changed(
    rhythm: Rhythm, previous: datetime
) -> None:
    found = following(rhythm, previous)
    passed = wall(found, rhythm.zone).date() - wall(previous, rhythm.zone).date()
    assert wall(found, rhythm.zone).weekday() == rhythm.weekday
    assert passed >= timedelta(weeks=rhythm.every_weeks)
    assert iso_week(found, rhythm.zone) != iso_week(previous, rhythm.zone)


@pytest.mark.parametrize(
    ("previous", "expected"),
    [
        ("2026-03-19T13:00", "2026-03-26T13:00"),  # winter still
        ("2026-03-26T13:00", "2026-04-09T12:00"),  # summer time, and Maundy Thursday passed over
        ("2026-10-22T12:00", "2026-10-29T13:00"),  # winter again
        ("2026-12-17T13:00", "2027-01-07T13:00"),  # Christmas Eve and New Year's Eve passed over
    ],
)
def test_two_o_clock_stays_two_o_clock_and_holidays_are_passed_over(previous: str, expected: str) -> None:
    thursdays = Rhythm(weekday=3, at=time(14), every_weeks=1)
    found = following(thursdays, datetime.fromisoformat(previous).replace(tzinfo=UTC))
    assert found == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("night", "expected"),
    [
        (date(2026, 3, 29), datetime(2026, 3, 29, 1, tzinfo=UTC)),  # spring: 02:30 is left out, 03:00 is next
        (date(2028, 3, 26), datetime(2028, 3, 26, 1, tzinfo=UTC)),
        (date(2027, 3, 28), datetime(2027, 4, 4, 0, 30, tzinfo=UTC)),  # spring, but Easter Sunday too: a week on
        (date(2026, 10, 25), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # autumn: the first 02:30, in summer time
        (date(2027, 10, 31), datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),
    ],
)
def test_half_past_two_on_the_nights_the_clock_changes(night: date, expected: datetime) -> None:
    sundays = Rhythm(weekday=6, at=time(2, 30), every_weeks=3)
    evening_before = datetime.combine(night - timedelta(days=1), time(18), UTC)
    assert next_moment(sundays, evening_before) == expected
    assert following(sundays, next_moment(sundays, evening_before - timedelta(weeks=3))) == expected


def test_the_second_half_past_two_of_an_autumn_night_is_not_asked_in_again() -> None:
    sundays = Rhythm(weekday=6, at=time(2, 30), every_weeks=1)
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert next_moment(sundays, first - timedelta(seconds=1)) == first
    assert next_moment(sundays, first) == datetime(2026, 11, 1, 1, 30, tzinfo=UTC)


def test_an_evening_that_is_already_tomorrow_in_utc_is_still_today() -> None:
    friday_evenings = Rhythm(weekday=4, at=time(22, 30), every_weeks=1, zone="America/Nuuk")
    ten_past_ten = datetime(2026, 11, 21, 0, 10, tzinfo=UTC)
    assert next_moment(friday_evenings, ten_past_ten) == datetime(2026, 11, 21, 0, 30, tzinfo=UTC)


def test_a_day_whose_hour_the_clock_jumps_over_midnight_is_passed_over() -> None:
    late_saturdays = Rhythm(weekday=5, at=time(23, 30), every_weeks=1, zone="America/Nuuk")
    found = next_moment(late_saturdays, datetime(2028, 3, 20, tzinfo=UTC))
    assert wall(found, "America/Nuuk").date() == date(2028, 4, 1)


def test_closed_days_are_the_public_holidays_and_three_more() -> None:
    year = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]
    closed = "01-01 04-02 04-03 04-05 04-06 05-14 05-24 05-25 06-05 12-24 12-25 12-26 12-31"
    assert " ".join(f"{day:%m-%d}" for day in year if is_closed(day)) == closed
    assert is_closed(date(2023, 5, 5))  # Great Prayer Day, for the last time
    assert not is_closed(date(2024, 4, 26))


@pytest.mark.parametrize(
    ("local", "quiet"),
    [
        ("2026-11-20T07:59:59", True),
        ("2026-11-20T08:00", False),
        ("2026-11-20T19:59:59", False),
        ("2026-11-20T20:00", True),
        ("2026-11-21T12:00", False),  # Saturday
        ("2026-11-22T12:00", False),  # Sunday
        ("2026-12-24T12:00", True),
    ],
)
def test_nights_and_closed_days_are_quiet_and_weekends_are_not(local: str, quiet: bool) -> None:
    assert is_quiet(copenhagen(local), DENMARK) is quiet


@pytest.mark.parametrize(
    ("local", "opens"),
    [
        ("2026-11-20T03:00", "2026-11-20T08:00"),
        ("2026-11-20T20:00", "2026-11-21T08:00"),
        ("2026-11-20T14:00", "2026-11-20T14:00"),
        ("2026-12-23T21:00", "2026-12-27T08:00"),
        ("2026-12-26T12:00", "2026-12-27T08:00"),
        ("2026-10-24T21:00", "2026-10-25T08:00"),  # over the night that has an hour more
    ],
)
def test_what_waits_for_the_morning_comes_at_eight(local: str, opens: str) -> None:
    assert next_open(copenhagen(local), DENMARK) == copenhagen(opens)


@UNHURRIED
@given(MOMENTS, ZONES, st.floats(0, 1, exclude_max=True))
def test_the_next_open_moment_is_the_first_and_stays_itself(moment: datetime, zone: str, part: float) -> None:
    found = next_open(moment, zone)
    assert found >= moment
    assert found.tzinfo is UTC
    assert not is_quiet(found, zone)
    assert next_open(found, zone) == found
    assert next_open(wall(found, zone), zone).tzinfo is UTC
    between = moment + (found - moment) * part
    assert between >= found or is_quiet(between, zone)


@UNHURRIED
@given(MOMENTS, ZONES)
def test_the_week_is_the_iso_week_where_the_person_is(moment: datetime, zone: str) -> None:
    year, week, _ = moment.astimezone(ZoneInfo(zone)).date().isocalendar()
    assert iso_week(moment, zone) == f"{year}-W{week:02d}"


@pytest.mark.parametrize(
    ("moment", "zone", "week"),
    [
        (datetime(2026, 11, 20, 12, tzinfo=UTC), DENMARK, "2026-W47"),
        (datetime(2027, 1, 1, 12, tzinfo=UTC), DENMARK, "2026-W53"),
        (datetime(2024, 12, 30, 12, tzinfo=UTC), DENMARK, "2025-W01"),
        (datetime(2026, 11, 22, 23, 30, tzinfo=UTC), DENMARK, "2026-W48"),  # Monday already
        (datetime(2026, 11, 22, 23, 30, tzinfo=UTC), "America/Nuuk", "2026-W47"),
    ],
)
def test_weeks_at_the_turn_of_years_and_days(moment: datetime, zone: str, week: str) -> None:
    assert iso_week(moment, zone) == week


@UNHURRIED
@given(MOMENTS, ZONES)
def test_the_wall_clock_shows_the_same_moment(moment: datetime, zone: str) -> None:
    assert wall(moment, zone).astimezone(UTC) == moment
    assert str(wall(moment, zone).tzinfo) == zone


@pytest.mark.parametrize(
    ("field", "weekday", "at", "every_weeks", "zone"),
    [
        ("weekday", -1, time(14), 3, DENMARK),
        ("weekday", 7, time(14), 3, DENMARK),
        ("at", 0, time(14, tzinfo=UTC), 3, DENMARK),
        ("every_weeks", 0, time(14), 0, DENMARK),
        ("every_weeks", 0, time(14), 53, DENMARK),
        ("zone", 0, time(14), 3, "Europe/Atlantis"),
        ("zone", 0, time(14), 3, "Europe"),
        ("zone", 0, time(14), 3, "../zone"),
        ("zone", 0, time(14), 3, ""),
    ],
)
def test_a_rhythm_that_cannot_be_names_its_field(
    field: str, weekday: int, at: time, every_weeks: int, zone: str
) -> None:
    with pytest.raises(ValueError, match=rf"^{field} must be"):
        Rhythm(weekday, at, every_weeks, zone)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        wall(datetime.fromisoformat("2026-11-20T12:00"), DENMARK)
