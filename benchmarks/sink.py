"""The platforms' other end: takes every call, says yes at once, and counts; it judges nothing, for it must be cheap."""

import json
from collections import Counter
from itertools import count

from aiohttp import web

TEAM, BOT = "TGULD", "UGULD"
_numbers = count(1)


def sink(jwks: str = '{"keys": []}') -> web.Application:
    """Slack's Web API and response addresses, and Teams' connector, sign-in and signing keys."""
    calls: Counter[str] = Counter()

    async def slack(request: web.Request) -> web.Response:
        method = request.match_info["method"]
        calls[method] += 1
        form = request.content_type != "application/json"
        body = dict(await request.post()) if form else await request.json()
        return web.json_response({"ok": True, **_slack(method, {name: str(value) for name, value in body.items()})})

    async def metadata(request: web.Request) -> web.Response:
        return web.json_response({"jwks_uri": f"http://{request.host}/keys"})

    async def keys(_request: web.Request) -> web.Response:
        return web.json_response(json.loads(jwks))

    async def token(_request: web.Request) -> web.Response:
        calls["token"] += 1
        return web.json_response({"token_type": "Bearer", "expires_in": 3600, "access_token": "made-up"})

    async def member(request: web.Request) -> web.Response:
        calls["member"] += 1
        user, tenant = request.match_info["member"], request.match_info["tenant"]
        name = user.removeprefix("29:")
        known = {"id": user, "aadObjectId": f"aad-{name}", "name": name.capitalize(), "tenantId": tenant}
        return web.json_response(known | {"userRole": "user"})

    async def activity(request: web.Request) -> web.Response:
        calls[f"activity {request.match_info['tenant']}"] += 1
        await request.read()
        return web.json_response({"id": str(next(_numbers))}, status=201)

    async def counted(_request: web.Request) -> web.Response:
        return web.json_response(calls)

    served = web.Application()
    served.add_routes(
        [
            web.post("/api/{method}", slack),
            web.get("/metadata", metadata),
            web.get("/keys", keys),
            web.post("/{tenant}/oauth2/v2.0/token", token),
            web.get("/{tenant}/v3/conversations/{room}/members/{member}", member),
            web.post("/{tenant}/v3/conversations/{room}/activities", activity),
            web.get("/counts", counted),
        ]
    )
    return served


def _slack(method: str, body: dict[str, str]) -> dict[str, object]:
    match method:
        case "auth.test":
            return {"team_id": TEAM, "user_id": BOT, "bot_id": "BGULD"}
        case "users.info":
            known = body["user"]
            return {"user": {"id": known, "team_id": TEAM, "name": known, "locale": "da-DK", "profile": {}}}
        case "conversations.open":
            return {"channel": {"id": f"D{body['users']}"}}
        case "chat.postMessage":
            return {"channel": body["channel"], "ts": f"{next(_numbers)}.000100"}
        case _:
            return {}
