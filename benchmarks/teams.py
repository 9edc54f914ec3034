"""Teams: a private text that is answered by a message, beside bare aiohttp that posts its line before it answers."""

import json
from collections.abc import AsyncIterator, Callable
from itertools import count
from pathlib import Path
from time import perf_counter

from benchmarks.load import post
from benchmarks.race import Lane, Row, compared, race, told
from benchmarks.served import Server, serving
from storage.migrate import upgrade
from tests.bot.teams.driver import Spot, TeamsDriver
from tests.fakes.connector import FakeConnector

WHO = tuple(f"p{number}" for number in range(64))
FLOOR = "floor"  # stands for the tenant in the addresses the floor writes to

_numbers = count(1)


async def rows(folder: Path) -> AsyncIterator[Row]:
    """With tokens that are really checked, then without any."""
    for checked in (True, False):
        # Never served: it only knows how things are worded and signed.
        tenant = FakeConnector(anonymous=not checked)
        async for row in _turns(folder, tenant):
            yield row


async def _turns(folder: Path, tenant: FakeConnector) -> AsyncIterator[Row]:
    replies = f"activity {tenant.tenant}"
    database = f"sqlite:///{folder / f'{tenant.anonymous}.db'}"
    upgrade(database)
    work = "Teams: a turn with a reply" + (", no tokens" if tenant.anonymous else "")
    with serving("sink", jwks(tenant)) as sink, serving("echo", f"{sink.url}/{FLOOR}") as floor:
        tenant.service_url = f"{sink.url}/{tenant.tenant}"
        with serving("guldkorn", database_url=database, **settings(tenant, sink)) as bot:
            for connections in (1, 32):
                before, begun = await sink.ask("/counts"), perf_counter()
                timing = await race(Lane(bot, texts(tenant), _heard), Lane(floor, texts(tenant), _heard), connections)
                after, seconds = await sink.ask("/counts"), perf_counter() - begun
                for row in told(work, connections, timing, 2.5):
                    yield row
                arrived = after.get(replies, 0) - before.get(replies, 0)
                yield Row("  replies that arrived meanwhile", f"{arrived / seconds:.1f} /s", "", "", "")
                if not tenant.anonymous and connections > 1:
                    fetched = after.get("token", 0) - before.get("token", 0)
                    yield compared("  calls for a token once it was had", fetched, "", 0)


def settings(tenant: FakeConnector, sink: Server) -> dict[str, str]:
    """What the bot has to be told to be in this tenant."""
    if tenant.anonymous:
        return {"teams_anonymous": "true"}
    named = {"teams_app_id": tenant.app_id, "teams_app_password": tenant.password, "teams_tenant_id": tenant.tenant}
    return named | {"teams_openid_metadata_url": f"{sink.url}/metadata", "teams_login_url": sink.url}


def jwks(tenant: FakeConnector) -> str:
    """The keys its tokens are checked with."""
    return json.dumps({"keys": [tenant.jwk("here", tenant.key)]})


def texts(tenant: FakeConnector, headers: dict[str, str] | None = None) -> Callable[[int], list[bytes]]:
    """Makes so many private texts, each an activity of its own, all with one fresh token or with these headers."""
    driver = TeamsDriver(tenant, "")

    def make(number: int) -> list[bytes]:
        sent = driver.headers() if headers is None else headers
        return [post("/api/messages", _text(driver, next(_numbers)), sent) for _ in range(number)]

    return make


def _text(driver: TeamsDriver, number: int) -> bytes:
    who = WHO[number % len(WHO)]
    spot = Spot(driver.fake.private(driver.fake.person(who)), "personal")
    return json.dumps(driver.activity(who, spot, type="message", id=str(number), text="menu")).encode()


def _heard(status: int, _body: bytes) -> bool:
    return status == 200
