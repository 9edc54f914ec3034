"""Turns a wall-clock wish into the next moment, so that two o'clock stays two o'clock and nobody is asked on a day off.

Moments are aware datetimes and come out in UTC; zones are IANA names. Pure: `now` is always handed in.
A wall time that a spring night leaves out becomes the first moment that exists after it; one that an autumn night
has twice is the first of the two. Where the clock jumps over midnight, the day has no such moment and is passed over.
"""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from holidays import country_holidays

DENMARK = "Europe/Copenhagen"
MORNING = time(8)
EVENING = time(20)

# (month, day) of days that are not public holidays but on which Danish municipal workplaces close.
_CLOSED_TOO = frozenset(
    {
        (6, 5),  # Constitution Day: off from noon by the municipal agreements, and shops are shut by law
        (12, 24),  # Christmas Eve: counts as a public holiday in the municipal agreements
        (12, 31),  # New Year's Eve: off from noon as far as possible by the municipal agreements
    }
)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When somebody wants to be asked, by their own wall clock; ValueError names the field that is wrong."""

    weekday: int  # 0 = Monday
    at: time  # wall clock, naive
    every_weeks: int
    zone: str = DENMARK

    def __post_init__(self) -> None:
        if not 0 <= self.weekday <= 6:
            raise ValueError(f"weekday must be 0 (Monday) to 6 (Sunday), not {self.weekday}")
        if self.at.tzinfo is not None:
            raise ValueError("at must be a wall-clock time without a zone of its own")
        if not 1 <= self.every_weeks <= 52:
            raise ValueError(f"every_weeks must be 1 to 52, not {self.every_weeks}")
        try:
            ZoneInfo(self.zone)
        except (KeyError, ValueError, OSError) as unknown:  # OSError: a folder such as "Europe", or too long a name
            raise ValueError(f"zone must be an IANA name such as {DENMARK}, not {self.zone!r}") from unknown


def next_moment(rhythm: Rhythm, after: datetime) -> datetime:
    """Find a first occurrence: strictly after `after`, at the weekday's wall time; a closed day moves it a week."""
    return _first(rhythm, wall(after, rhythm.zone).date(), after)


def following(rhythm: Rhythm, previous: datetime) -> datetime:
    """Find the occurrence `every_weeks` after the one planned for `previous`, counted in wall dates, not in hours.

    After the weekday was changed it is the first such weekday at least that long after, so never in the same ISO week.
    """
    day = wall(previous, rhythm.zone).date() + timedelta(weeks=rhythm.every_weeks)
    return _first(rhythm, day, previous)


def iso_week(moment: datetime, zone: str) -> str:
    """Name the week a budget of asks counts in, where the person lives: "2026-W47", by ISO year."""
    year, week, _ = wall(moment, zone).isocalendar()
    return f"{year:04d}-W{week:02d}"


def is_closed(day: date) -> bool:
    """Say whether workplaces are closed in Denmark, which is when nobody is asked anything."""
    return (day.month, day.day) in _closed_days(day.year)


def is_quiet(moment: datetime, zone: str) -> bool:
    """Say whether the bot keeps still: at night and on closed days, but not at weekends, when many are at work."""
    local = wall(moment, zone)
    return is_closed(local) or not MORNING <= local.time() < EVENING


def next_open(moment: datetime, zone: str) -> datetime:
    """Find the first moment from `moment` on (itself included) at which the bot may speak."""
    if not is_quiet(moment, zone):
        return moment.astimezone(UTC)
    local = wall(moment, zone)
    day = local.date() + timedelta(days=1 if local.time() >= EVENING else 0)
    while is_closed(day):
        day += timedelta(days=1)
    return _moment(day, MORNING, ZoneInfo(zone))


def wall(moment: datetime, zone: str) -> datetime:
    """Show a moment as the person's own clock and calendar do; ValueError for a naive one, which names no moment."""
    if moment.tzinfo is None:
        raise ValueError("a moment must carry its zone; this one is naive")
    return moment.astimezone(ZoneInfo(zone))


def _first(rhythm: Rhythm, day: date, after: datetime) -> datetime:
    day += timedelta(days=(rhythm.weekday - day.weekday()) % 7)
    while True:
        moment = _moment(day, rhythm.at, ZoneInfo(rhythm.zone))
        if moment > after and not is_closed(day) and wall(moment, rhythm.zone).date() == day:
            return moment
        day += timedelta(weeks=1)


def _moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    wished = datetime.combine(day, at.replace(fold=0), zone)
    moment = wished.astimezone(UTC)
    landed = moment.astimezone(zone)
    if landed.replace(tzinfo=None) == wished.replace(tzinfo=None):
        return moment
    # In a gap, fold=1 reads the wish with the offset after it (too early), fold=0 with the one before (too late).
    seconds = range(int(wished.replace(fold=1).timestamp()), int(moment.timestamp()) + 1)
    jump = bisect_left(
        seconds, True, key=lambda second: datetime.fromtimestamp(second, zone).utcoffset() == landed.utcoffset()
    )
    return datetime.fromtimestamp(seconds[jump], UTC)


@lru_cache
def _closed_days(year: int) -> frozenset[tuple[int, int]]:
    public = country_holidays("DK", years=year, expand=False)
    return _CLOSED_TOO | {(day.month, day.day) for day in public}
