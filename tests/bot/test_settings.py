"""Settings: what is bad or given by half stops the start, and is named; a platform without settings is off."""

import pytest
from pydantic import ValidationError

from bot.settings import Settings, loopback

SLACK = {"SLACK_SIGNING_SECRET": "s" * 32, "SLACK_BOT_TOKEN": "xoxb-1"}
TEAMS = {"TEAMS_APP_ID": "app", "TEAMS_APP_PASSWORD": "secret-word", "TEAMS_TENANT_ID": "tenant"}


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"GULDKORN_{name.upper()}", raising=False)


def given(monkeypatch: pytest.MonkeyPatch, **values: str) -> Settings:
    """The settings with these in the environment."""
    for name, value in values.items():
        monkeypatch.setenv(f"GULDKORN_{name}", value)
    return Settings()


def test_without_settings_it_starts_with_no_platform_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = given(monkeypatch)
    assert (settings.slack, settings.teams) == (None, None)
    assert (settings.host, settings.port, settings.database_url) == ("127.0.0.1", 3978, "sqlite:///guldkorn.db")


def test_a_whole_platform_is_on(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = given(monkeypatch, **SLACK, **TEAMS)
    assert settings.slack is not None
    assert settings.teams is not None
    assert settings.slack.api_url == "https://slack.com/api/"
    assert (settings.teams.tenant_id, settings.teams.anonymous) == ("tenant", False)


@pytest.mark.parametrize("platform", [SLACK, TEAMS], ids=["slack", "teams"])
def test_half_a_platform_stops_the_start_and_names_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, platform: dict[str, str]
) -> None:
    for missing in platform:
        for name in platform:
            monkeypatch.delenv(f"GULDKORN_{name}", raising=False)
        with pytest.raises(ValidationError) as stopped:
            given(monkeypatch, **{name: value for name, value in platform.items() if name != missing})
        assert f"GULDKORN_{missing} missing" in str(stopped.value)
        assert "secret-word" not in str(stopped.value)


@pytest.mark.parametrize("url", ["https://slack.example/api", "https://slack.example/api/"])
def test_another_slack_is_named_with_or_without_its_slash(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    settings = given(monkeypatch, **SLACK, SLACK_API_URL=url)
    assert settings.slack is not None
    assert settings.slack.api_url == "https://slack.example/api/"


@pytest.mark.parametrize(
    ("name", "value"),
    [("DATABASE_URL", "mysql://x"), ("DATABASE_URL", ""), ("PORT", "70000"), ("PORT", "x"), ("LOG_LEVEL", "LOUD")],
)
def test_a_bad_setting_stops_the_start(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    with pytest.raises(ValidationError) as stopped:
        given(monkeypatch, **{name: value})
    assert name.lower() in str(stopped.value)


def test_teams_without_tokens_stays_on_this_machine_and_has_no_app(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = given(monkeypatch, TEAMS_ANONYMOUS="1")
    assert settings.teams is not None
    assert settings.teams.anonymous
    with pytest.raises(ValidationError, match="loopback"):
        given(monkeypatch, TEAMS_ANONYMOUS="1", HOST="0.0.0.0")  # noqa: S104 - which is what shall be refused
    monkeypatch.delenv("GULDKORN_HOST")
    with pytest.raises(ValidationError, match="GULDKORN_TEAMS_ANONYMOUS"):
        given(monkeypatch, **TEAMS)


def test_no_secret_is_readable_where_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    printed = repr(given(monkeypatch, **SLACK, **TEAMS))
    assert "xoxb-1" not in printed
    assert "secret-word" not in printed


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://127.0.0.1:80/", True),
        ("http://localhost", True),
        ("http://[::1]:3978", True),
        ("https://slack.com/api/", False),
        ("http://127.0.0.1.example.com", False),
        ("http://user@evil.example/127.0.0.1", False),
        ("", False),
    ],
)
def test_what_stays_on_this_machine(url: str, here: bool) -> None:
    assert loopback(url) == here
