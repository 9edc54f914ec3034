"""Typed settings from the environment; a bad or half-given one stops the start and is named."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True, slots=True)
class SlackSettings:
    """What it takes to be in one Slack workspace; `api_url` ends with a slash."""

    signing_secret: str
    bot_token: str
    api_url: str


@dataclass(frozen=True, slots=True)
class TeamsSettings:
    """What it takes to be in one Teams tenant; `anonymous` is for loopback clients without tokens only."""

    app_id: str
    app_password: str
    tenant_id: str
    openid_metadata_url: str
    login_url: str
    anonymous: bool


class Settings(BaseSettings):
    """Every setting there is, read as `GULDKORN_<NAME>`."""

    model_config = SettingsConfigDict(env_prefix="GULDKORN_", extra="ignore", frozen=True, hide_input_in_errors=True)

    database_url: str = "sqlite:///guldkorn.db"
    host: str = "127.0.0.1"
    port: int = Field(default=3978, ge=0, le=65535)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    slack_signing_secret: SecretStr = SecretStr("")
    slack_bot_token: SecretStr = SecretStr("")
    slack_api_url: str = "https://slack.com/api/"
    teams_app_id: str = ""
    teams_app_password: SecretStr = SecretStr("")
    teams_tenant_id: str = ""
    teams_openid_metadata_url: str = "https://login.botframework.com/v1/.well-known/openidconfiguration"
    teams_login_url: str = "https://login.microsoftonline.com"
    teams_anonymous: bool = False

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        if not url.startswith(("sqlite:///", "postgresql://")):
            raise ValueError("must start with sqlite:/// or postgresql://")
        return url

    @field_validator("slack_api_url")
    @classmethod
    def _with_slash(cls, url: str) -> str:
        return url.rstrip("/") + "/"

    @model_validator(mode="after")
    def _whole_platforms(self) -> "Settings":
        _whole({"SLACK_SIGNING_SECRET": self.slack_signing_secret, "SLACK_BOT_TOKEN": self.slack_bot_token})
        registered: dict[str, str | SecretStr] = {
            "TEAMS_APP_ID": self.teams_app_id,
            "TEAMS_APP_PASSWORD": self.teams_app_password,
            "TEAMS_TENANT_ID": self.teams_tenant_id,
        }
        _whole(registered)
        if self.teams_anonymous and any(map(_given, registered.values())):
            raise ValueError("GULDKORN_TEAMS_ANONYMOUS is for trying without an app: unset it or GULDKORN_TEAMS_APP_ID")
        if self.teams_anonymous and self.host not in LOOPBACK:
            raise ValueError("GULDKORN_TEAMS_ANONYMOUS needs GULDKORN_HOST to be a loopback address")
        return self

    @cached_property
    def slack(self) -> SlackSettings | None:
        """Slack's part, or None where Slack is off."""
        if not _given(self.slack_bot_token):
            return None
        return SlackSettings(
            signing_secret=self.slack_signing_secret.get_secret_value(),
            bot_token=self.slack_bot_token.get_secret_value(),
            api_url=self.slack_api_url,
        )

    @cached_property
    def teams(self) -> TeamsSettings | None:
        """Teams' part, or None where Teams is off."""
        if not (self.teams_app_id or self.teams_anonymous):
            return None
        return TeamsSettings(
            app_id=self.teams_app_id,
            app_password=self.teams_app_password.get_secret_value(),
            tenant_id=self.teams_tenant_id,
            openid_metadata_url=self.teams_openid_metadata_url,
            login_url=self.teams_login_url.rstrip("/"),
            anonymous=self.teams_anonymous,
        )


def loopback(url: str) -> bool:
    """Whether an address stays on this machine; what the sandbox and tokenless Teams are held to."""
    return (urlsplit(url).hostname or "") in LOOPBACK


def _given(value: str | SecretStr) -> bool:
    return bool(value.get_secret_value() if isinstance(value, SecretStr) else value)


def _whole(parts: dict[str, str | SecretStr]) -> None:
    missing = [name for name, value in parts.items() if not _given(value)]
    if missing and len(missing) < len(parts):
        raise ValueError(
            " and ".join(f"GULDKORN_{name}" for name in missing) + " missing: set all of a platform or none"
        )
