"""Refusing: requests that are not signed, far too big, or come with no or a made-up token, beside bare aiohttp."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

from benchmarks.race import Lane, Row, compared, race, told
from benchmarks.served import serving
from benchmarks.teams import jwks, settings, texts
from benchmarks.workspace import SECRET, heavy, prepared, submissions
from tests.fakes.connector import FakeConnector

SOON = 5.0  # milliseconds


async def rows(folder: Path) -> AsyncIterator[Row]:
    """Everything that has to be turned away, to a bot that is in both chats."""
    database = f"sqlite:///{folder / 'bench.db'}"
    form, tenant = await prepared(database), FakeConnector()
    tenant.service_url = "http://127.0.0.1:9/"
    garbage = "Bearer eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJub2JvZHkifQ.c2lnbmF0dXJl"
    plain = {"Content-Type": "application/json"}
    kinds: dict[str, tuple[Callable[[int], list[bytes]], int]] = {
        "Slack: refusing an unsigned request": (submissions(form, vouched=False), 0),
        "Slack: refusing 0.94 MB unsigned": (heavy, 20),
        "Teams: refusing what has no token": (texts(tenant, plain), 0),
        "Teams: refusing a made-up token": (texts(tenant, plain | {"Authorization": garbage}), 0),
        "Teams: refusing a forged signature": (texts(tenant, plain | {"Authorization": _forged(tenant)}), 0),
    }
    with serving("sink", jwks(tenant)) as sink, serving("refusal") as floor:
        slack = {"slack_signing_secret": SECRET, "slack_bot_token": "xoxb-1", "slack_api_url": f"{sink.url}/api/"}
        with serving("guldkorn", database_url=database, **slack, **settings(tenant, sink)) as bot:
            for work, (make, count) in kinds.items():
                timing = await race(Lane(bot, make, _refused), Lane(floor, make, _refused), 1, count)
                for row in told(work, 1, timing, 2.0):
                    yield row
                yield compared("  at most", timing.ours, "ms", SOON)


def _forged(tenant: FakeConnector) -> str:
    """Everything as it should be but the signature."""
    head, claims, signature = tenant.sign().split(".")
    return f"Bearer {head}.{claims}.{signature[::-1]}"


def _refused(status: int, _body: bytes) -> bool:
    return status == 401
