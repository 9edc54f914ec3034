"""The browser's side of a conversation: the requests the page's modules make, and what its people then see."""

import json
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import aiohttp

from handlers.language import Platform, Value
from tests.bot.driver import Seen
from tests.bot.web.markup import Element, read

Json = dict[str, Any]


@dataclass
class Window:
    """What one person's open pages show: every room they look into, what only they were told, and the open form."""

    messages: dict[str, list[Json]] = field(default_factory=dict)  # by room id
    told: list[tuple[str, Element]] = field(default_factory=list)  # (room id, what was told), oldest first
    form: Element | None = None
    form_room: str = ""


class WebDriver:
    """People at the sandbox; `people` maps short names to handles, and any other name gets one of its own.

    What stands is read over HTTP after everything done here; `look` reads it anew when the bot spoke by itself.
    """

    platform = Platform.WEB
    workspace = "sandbox"

    def __init__(self, base_url: str, people: dict[str, str] | None = None) -> None:
        self.address = base_url.rstrip("/")
        self._people = people or {}
        self._rooms: dict[str, str] = {}
        self._windows: dict[str, Window] = {}

    async def command(self, who: str, text: str, room: str | None = None) -> None:
        """Typed in a room after /guldkorn, or in the private chat."""
        said = text if room is None else f"/guldkorn {text}"
        await self._hear(who, room, {"kind": "say", "text": said})

    async def say(self, who: str, text: str) -> None:
        """Typed in the private chat."""
        await self._hear(who, None, {"kind": "say", "text": text})

    async def press(self, who: str, label: str, room: str | None = None) -> None:
        """The newest button so labelled in that room, first among what was just told there."""
        place = await self._enter(who, room)
        await self.look()
        window = self._windows[who]
        standing = [(message["id"], read(message["html"])) for message in window.messages.get(place, [])]
        told = [("", html) for where, html in window.told if where == place]
        for message, html in reversed([*standing, *told]):
            for button in reversed(html.all("button", data_act="*")):
                if button.text() == label:
                    await self._press(who, room, button, str(message))
                    return
        raise AssertionError(f"no button »{label}« for {who} in {place}")

    async def fill(self, who: str, **values: Value) -> None:
        """Hand in the open form with these values, the others as they stand."""
        window = self._windows[who]
        form = window.form
        assert form is not None, f"no form is open for {who}"
        held = _values(form)
        assert not values.keys() - held.keys(), f"no such field: {values.keys() - held.keys()}"
        what = {
            "kind": "form",
            "verb": form.given["data-verb"],
            "carried": json.loads(form.given["data-carried"]),
            "token": form.given["data-token"],
            "values": held | values,
        }
        await self._send(who, window.form_room, what, form)

    def form(self, who: str) -> Seen | None:
        """The form open for the person."""
        form = self._windows.setdefault(who, Window()).form
        if form is None:
            return None
        values = _values(form)
        problems = {
            one.given["data-name"]: problem.text()
            for one in form.all(data_name="*")
            for problem in one.all("p", cls="problem")
        }
        return Seen(form.all("h2")[0].text(), tuple(values), values, problems)

    def shown(self, room: str | None, who: str = "") -> list[str]:
        """What the bot shows in a room (as anybody in it sees it), or in the private chat of `who`."""
        place = self._rooms[room] if room else f"@{self._people[who]}"
        windows = [self._windows[who]] if who else list(self._windows.values())
        standing = next((one.messages[place] for one in windows if place in one.messages), [])
        cards = [card for message in standing for card in read(message["html"]).all("div", cls="card")]
        return [card.text() for card in cards]

    def told(self, who: str) -> list[str]:
        """What only this person was told."""
        return [html.text() for _, html in self._windows[who].told]

    async def look(self) -> None:
        """Read anew what everybody sees, as a page does when its connection comes back."""
        for who, window in self._windows.items():
            for place in list(window.messages):
                seen = await self.get("state", who=self._people[who], room=place)
                window.messages[place] = seen["messages"]

    async def get(self, path: str, **query: str) -> Json:
        """What the page reads."""
        url, params = f"{self.address}/sandbox/{path}", query | {"language": "da"}
        async with aiohttp.ClientSession() as session, session.get(url, params=params) as response:
            assert response.status == 200, await response.text()
            read: Json = await response.json()
            return read

    async def post(self, path: str, body: Json, expected: int = 200) -> Json:
        """What the page sends, as a browser sends it."""
        headers = {"Origin": self.address, "Sec-Fetch-Site": "same-origin", "Content-Type": "application/json"}
        url, data = f"{self.address}/sandbox/{path}?language=da", json.dumps(body).encode()
        async with aiohttp.ClientSession() as session, session.post(url, data=data, headers=headers) as response:
            answer: Json = await response.json()
            assert response.status == expected, answer
            return answer

    async def person(self, name: str) -> str:
        """The handle of somebody, who is hired when nobody is called that yet."""
        if name not in self._people:
            around = await self.get("state")
            known = {one["handle"] for one in around["people"]}
            hire = {"kind": "hire", "name": name.capitalize()}
            self._people[name] = name if name in known else (await self.post("around", hire))["handle"]
        window = self._windows.setdefault(name, Window())
        window.messages.setdefault(f"@{self._people[name]}", [])
        return self._people[name]

    async def _enter(self, who: str, room: str | None) -> str:
        handle = await self.person(who)
        if room is None:
            return f"@{handle}"
        if room not in self._rooms:
            around = await self.get("state")
            known = {one["id"] for one in around["rooms"]}
            made = {"kind": "open", "who": handle, "name": room, "quietly": True}
            self._rooms[room] = room if room in known else (await self.post("around", made))["handle"]
        place = self._rooms[room]
        if place not in self._windows[who].messages:
            await self.post("around", {"kind": "enter", "who": handle, "room": place})
            self._windows[who].messages[place] = []
        return place

    async def _press(self, who: str, room: str | None, button: Element, message: str) -> None:
        given = button.given
        what = {
            "kind": given["data-act"],
            "verb": given["data-verb"],
            "values": json.loads(given["data-values"]),
            "post": int(given["data-post"]) if "data-post" in given else None,
            "message": message,
        }
        await self._hear(who, room, what)

    async def _hear(self, who: str, room: str | None, what: Json) -> None:
        await self._send(who, await self._enter(who, room), what, None)

    async def _send(self, who: str, place: str, what: Json, form: Element | None) -> None:
        body = {"who": self._people[who], "room": place, "id": str(uuid4()), **what}
        answer = await self.post("hear", body)
        window = self._windows[who]
        match answer["kind"]:
            case "open" | "problems":
                window.form, window.form_room = read(answer["html"]).all("form")[0], place
            case "refused" if form is not None:
                window.told.append((place, read(answer["html"])))
            case "tell" | "refused":
                window.form = None
                window.told.append((place, read(answer["html"])))
            case other:
                assert other == "done"
                window.form = None
        await self.look()


def _values(form: Element) -> dict[str, Value]:
    return {one.given["data-name"]: _value(one) for one in form.all(data_name="*")}


def _value(one: Element) -> Value:
    chosen = [each.given["value"] for each in one.all("input", checked="*") if "value" in each.given]
    match one.given["data-kind"]:
        case "toggle":
            return bool(one.all("input", checked="*"))
        case "several":
            return tuple(chosen)
        case "radio":
            return chosen[0] if chosen else ""
        case "select":
            options = one.all("option", selected="*") or one.all("option")
            return options[0].given["value"]
        case _:
            areas = one.all("textarea")
            return areas[0].raw().removeprefix("\n") if areas else one.all("input")[0].given["value"]
