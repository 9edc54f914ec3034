"""The sandbox's example: a plainly made-up municipality whose past two weeks are lived through the real desk."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.app import App
from bot.clock import Travelled, real_now, traveller
from bot.example_stories import STORIES
from handlers.language import Done, Inbound, OpenForm, Person, Platform, Room, Surface, Tell, Value
from storage.store import Store

WORKSPACE = "sandbox"
ORGANISATION = "Ungelivet i Eventyrby"
UNITS = {
    "Klub Solsikken": "fritidsklub",
    "Fritidshuset Kometen": "fritidscenter",
    "Ungdomsskolen Nordlys": "ungdomsskole",
    "Bostedet Lindely": "bosted",
    "Legepladsen Krudthuset": "byggelegeplads",
}


@dataclass(frozen=True, slots=True)
class Colleague:
    """One made-up person."""

    name: str
    title: str
    place: str
    rooms: tuple[str, ...]
    leader: bool = False
    language: str = "da"


PEOPLE = {
    "mette": Colleague("Mette Solsort", "pædagog", "Klub Solsikken", ("natur", "kreativ")),
    "amir": Colleague("Amir Ege", "klubmedarbejder", "Klub Solsikken", ("bevaegelse", "natur")),
    "signe": Colleague("Signe Lærke", "pædagog", "Fritidshuset Kometen", ("kreativ", "bevaegelse")),
    "jens": Colleague("Jens Birk", "leder", "Fritidshuset Kometen", ("natur", "bevaegelse"), leader=True),
    "fatima": Colleague("Fatima Stjerne", "lærer", "Ungdomsskolen Nordlys", ("natur", "kreativ", "digitalt-liv")),
    "bo": Colleague("Bo Havn", "pædagog", "Bostedet Lindely", ("natur", "bevaegelse")),
    "karla": Colleague("Karla Eng", "leder", "Bostedet Lindely", ("kreativ", "natur"), leader=True),
    "oliver": Colleague(
        "Oliver Hill", "playworker", "Legepladsen Krudthuset", ("natur", "digitalt-liv"), language="en"
    ),
}
ROOMS = {"natur": "natur", "bevaegelse": "bevægelse", "kreativ": "kreativ", "digitalt-liv": "digitalt-liv"}
COMMUNITIES = {
    "natur": (
        "fatima",
        "Natur",
        "Ud i al slags vejr",
        "Unge, der har svært ved det inde, skal have et sted at lykkes.",
    ),
    "bevaegelse": ("bo", "Bevægelse", "Leg og krop uden holdopstilling", "Flere skal opdage, at de kan være med."),
    "kreativ": ("signe", "Kreativitet", "Hænder, farver og skrammel", "De unge bestemmer, hvad det skal blive til."),
}
STEPS = {
    "mette": ("natur", "Jeg vil lade dem selv vælge turen.", 1),
    "bo": ("bevaegelse", "Jeg vil spørge de stille først.", 2),
    "signe": ("kreativ", "Jeg vil lade malingen stå fremme hele ugen.", 3),
}


async def fill(app: App, clock: Travelled) -> None:
    """Live the example's past two weeks, the first time the sandbox is started on a database."""
    if await app.desk.read(lambda store: store.chat.users()):
        return
    today = real_now()
    clock.ahead = (today - timedelta(days=15)).replace(hour=9, minute=5) - today
    await app.desk.write(_people_and_rooms)
    await app.desk.install(Platform.WEB, WORKSPACE)
    await app.courier.start()
    life = Life(app, traveller(app.desk, app.courier, clock), today)
    await life.begin()
    await life.go_on()
    clock.ahead = timedelta()
    await app.desk.write(lambda store: store.moments.travel(clock.ahead))
    await app.courier.stop()


@dataclass(slots=True)
class Life:
    """What the example's people did, said to the desk as the browser would say it."""

    app: App
    travel: Callable[[datetime], Awaitable[datetime]]
    today: datetime
    count: int = 0

    async def begin(self) -> None:
        """Everybody says where they work; the communities are founded and joined; three write a next step."""
        for who, colleague in PEOPLE.items():
            await self.fill(who, "person.unit", named=colleague.place, role=colleague.title)
        for room, (founder, name, interest, purpose) in COMMUNITIES.items():
            said = {"name": name, "interest": interest, "purpose": purpose, "language": "da"}
            await self.fill(founder, "community.found", room=room, **said)
            for who, colleague in PEOPLE.items():
                if room in colleague.rooms and who != founder:
                    await self.hear(who, "community.join", room=room)
        await self.app.desk.write(_leaders)
        await self.app.courier.settled()
        for who, (room, step, weekday) in STEPS.items():
            await self.fill(who, "checkin.start", room=room, step=step, weekday=str(weekday))

    async def go_on(self) -> None:
        """The days until now, with the check-ins that fall due, and the stories people told."""
        for days, who, room, others, words in STORIES:
            await self.travel((self.today - timedelta(days=days)).replace(hour=11, minute=20))
            known = await self.app.desk.read(lambda store: {one.name: str(one.key) for one in store.communities.all()})
            shared = tuple(known[COMMUNITIES[other][1]] for other in others)
            story = await self.fill(who, "story.tell", room=room, others=shared, leaders=True, **words)
            await self.hear(who, "story.share", {"story": story})
            await self.app.courier.settled()
        await self.travel(self.today)

    async def fill(self, who: str, verb: str, room: str | None = None, **values: Value) -> str:
        """Open a form and hand it in; returns the number of the story it may have made."""
        opened = await self.hear(who, verb, room=room)
        assert isinstance(opened, OpenForm), (verb, opened)
        form = opened.form
        kept: dict[str, Value] = {}
        for field in form.fields:
            kept[field.name] = field.values if field.kind == "several" else field.value
        filled = {**kept, **form.carried, **values}
        await self.hear(who, form.verb, filled, room=room, surface=Surface.FORM, token=form.token)
        stories = await self.app.desk.read(lambda store: store.stories.last())
        return str(stories)

    async def hear(
        self,
        who: str,
        verb: str,
        values: Mapping[str, Value] | None = None,
        *,
        room: str | None = None,
        surface: Surface = Surface.BUTTON,
        token: str = "",
    ) -> object:
        """Say one thing to the desk, as this person, in this room or in private."""
        self.count += 1
        inbound = Inbound(
            key=f"web/{WORKSPACE}/{room or who}/example/{self.count}",
            verb=verb,
            who=Person(Platform.WEB, WORKSPACE, who, PEOPLE[who].name, PEOPLE[who].language),
            where=_room(who, room),
            surface=surface,
            values=values or {},
            token=token,
            opens=True,
            tells=True,
        )
        answer = await self.app.desk.receive(inbound)
        assert isinstance(answer, Done | Tell | OpenForm), (verb, answer)
        return answer


def _room(who: str, room: str | None) -> Room:
    if room is None:
        return Room(Platform.WEB, WORKSPACE, f"@{who}", private=True)
    return Room(Platform.WEB, WORKSPACE, room, ROOMS[room])


def _people_and_rooms(store: Store) -> None:
    store.organisations.rename(ORGANISATION)
    for name, kind in UNITS.items():
        store.organisations.unit_named(name, kind)
    for handle, one in PEOPLE.items():
        store.chat.add_user(handle, one.name, title=one.title, place=one.place, language=one.language)
    store.chat.add_user("gaest", "Gry Gæst", title="gæst", place="Naboby", guest=True)
    for handle, name in ROOMS.items():
        store.chat.add_room(handle, name, people=[who for who, one in PEOPLE.items() if handle in one.rooms])


def _leaders(store: Store) -> None:
    for handle, one in PEOPLE.items():
        person = store.people.behind(Platform.WEB, WORKSPACE, handle)
        if one.leader and person is not None:
            store.people.change(person, leader=True, owner=handle == "karla")
