"""The `guldkorn` command: run it, try it, look after it. Each command exits 0 or not honestly."""

import asyncio
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, NoReturn, TypeVar

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from bot.settings import Settings, TeamsSettings, loopback
from handlers.turn import Turn

Result = TypeVar("Result")
app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Guldkorn: communities of practice in Teams and Slack."
)
Json = Annotated[bool, typer.Option("--json", help="Report as JSON.")]


def main() -> None:
    """Where the installed command begins."""
    app()


@app.command()
def serve() -> None:
    """Run the bot on the platforms whose settings are given."""
    from bot.running import run, serving

    settings = _settings()
    _refuse_pending(settings)
    _run(lambda: run(serving(settings), settings))


@app.command()
def sandbox() -> None:
    """Try Guldkorn in the browser, with an example organisation; binds to this machine only."""
    from bot.running import run, sandboxing

    settings = _settings()
    if not loopback(f"http://{settings.host}"):
        _stop(f"The sandbox has no log-in, so it binds to this machine only: GULDKORN_HOST is {settings.host}.")
    if settings.slack is not None and not loopback(settings.slack.api_url):
        _stop("The sandbox talks to this machine only: GULDKORN_SLACK_API_URL must be a loopback address.")
    if settings.teams is not None and not (settings.teams.anonymous or _stays_here(settings.teams)):
        _stop("The sandbox talks to this machine only: set GULDKORN_TEAMS_ANONYMOUS=1, or loopback addresses.")
    _migrate(settings)
    _run(lambda: run(sandboxing(settings), settings))


@app.command()
def migrate() -> None:
    """Bring the database's tables up to date."""
    _migrate(_settings())
    Console().print("The database is up to date.")


@app.command()
def owner() -> None:
    """Print a one-time code, valid for an hour; whoever writes it to the bot in private becomes owner."""
    from handlers.codes import owner_code

    code = _ask(owner_code, writes=True)
    Console().print(f"Write this to Guldkorn in a private chat within an hour: {code}")


@app.command()
def why(
    person: Annotated[str, typer.Argument(help="Our id, slack:U…, teams:<aadObjectId>, or an exact name.")],
    as_json: Json = False,
) -> None:
    """List what was sent to a person or on their behalf: sent, not allowed now, not reachable, unknown. No words."""
    from handlers.reports import sendings

    found = _ask(lambda turn: sendings(turn, person))
    if found is None:
        _stop(f"Nobody, or more than one, goes by {person}. Try slack:U…, teams:… or web:…")
    _report(found, as_json)


@app.command()
def story(number: Annotated[int, typer.Argument(help="The story's number.")], as_json: Json = False) -> None:
    """Show where a story stands and what became of each sending; never its words."""
    from handlers.reports import whereabouts

    found = _ask(lambda turn: whereabouts(turn, number))
    if found is None:
        _stop(f"There is no story {number}.")
    _report(found, as_json)


def _stays_here(teams: TeamsSettings) -> bool:
    return loopback(teams.login_url) and loopback(teams.openid_metadata_url)


def _settings() -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        _stop("\n".join(_named(one["loc"], one["msg"]) for one in error.errors()))


def _named(where: tuple[int | str, ...], what: str) -> str:
    sentence = what.removeprefix("Value error, ")
    return f"GULDKORN_{str(where[0]).upper()}: {sentence}" if where else sentence


def _stop(sentence: str) -> NoReturn:
    sys.stderr.write(f"guldkorn: {sentence}\n")
    raise typer.Exit(1)


def _migrate(settings: Settings) -> None:
    from storage.migrate import upgrade

    _reached(lambda: upgrade(settings.database_url))


def _refuse_pending(settings: Settings) -> None:
    file = Path(settings.database_url.removeprefix("sqlite:///"))
    if settings.database_url.startswith("sqlite:///") and not file.exists():
        _stop(f"There is no database at {file.absolute()} yet. Is this the right folder? `guldkorn migrate` makes one.")
    from storage.migrate import pending

    if _reached(lambda: pending(settings.database_url)):
        _stop("The database needs to be brought up to date first: run `guldkorn migrate`.")


def _ask(work: Callable[[Turn], Result], *, writes: bool = False) -> Result:
    """One question to the desk, at the moment it is there."""
    from bot.running import ask

    settings = _settings()
    _refuse_pending(settings)
    return _reached(lambda: asyncio.run(ask(settings, work, writes=writes)))


def _run(work: Callable[[], None]) -> None:
    from storage.sole import Taken

    try:
        _reached(work)
    except Taken:
        _stop("Another Guldkorn runs on this database already. Stop that one first, or give this one its own.")


def _reached(work: Callable[[], Result]) -> Result:
    """What the work gives; a database or address that cannot be had is said in one line."""
    from storage.database import Unreachable
    from storage.migrate import Newer

    try:
        return work()
    except Newer:
        _stop("The database was made by a later version of Guldkorn. Run that one, or restore a copy from before it.")
    except Unreachable as error:
        _stop(f"The database cannot be reached: {str(error.orig).strip()}")
    except OSError as error:
        _stop(f"{error.strerror or error}")


def _report(rows: list[dict[str, str]], as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
        return
    table = Table(*(rows[0] if rows else ["nothing"]))
    for row in rows:
        table.add_row(*row.values())
    Console().print(table if rows else "Nothing has been sent.")
