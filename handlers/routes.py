"""The whole bot on one page: what each verb asks for and who handles it, what each drawing shows, what time brings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, get_args, get_type_hints

from pydantic import BaseModel

from handlers import codes, jottings, menu, people
from handlers.checkins import answering, planning, plans
from handlers.codec import sheet_from_json
from handlers.communities import cards as community_cards
from handlers.communities import founding, membership, rhythm
from handlers.communities import rooms as community_rooms
from handlers.communities.meant import OfCommunity
from handlers.language import Ask, Buttons, Card, Opened, OpenForm, Sheet
from handlers.posts import doubt
from handlers.stories import cards as story_cards
from handlers.stories import sharing, telling
from handlers.turn import Heard, Reply, Turn
from storage.posts import Post


@dataclass(frozen=True, slots=True)
class Route:
    """One verb: its handler, what it asks for, and the verb that opens its form again."""

    handler: Callable[[Heard, Any], Reply | Opened]
    ask: type[BaseModel]
    opens: bool = False  # the verb of an `Ask`: it may answer with a form
    reopens: str = ""  # the verb of a form: this one opens it
    reads: bool = False  # it changes nothing, so it needs no turn at writing and may simply be done again
    happens: bool = False  # it is nothing a person can press or write: a platform tells of it


ROUTES: Mapping[str, Route] = {
    "menu.show": Route(menu.show, people.Nothing, reads=True),
    "talk": Route(jottings.talk, jottings.Talk),
    "jotting.forget": Route(jottings.forget, jottings.OfJotting),
    "person.met": Route(people.met, people.Nothing, happens=True),
    "person.left": Route(people.gone, people.Nothing, happens=True),
    "person.kept": Route(people.kept, people.Nothing, reads=True),
    "person.unit": Route(people.ask_unit, people.Nothing, opens=True, reads=True),
    "person.set_unit": Route(people.set_unit, people.Place, reopens="person.unit"),
    "person.language": Route(people.set_language, people.Language),
    "code.use": Route(codes.use_code, codes.Given),
    "room.met": Route(community_rooms.met, people.Nothing, happens=True),
    "room.left": Route(community_rooms.left, people.Nothing, happens=True),
    "room.outside": Route(community_rooms.outside, people.Nothing, happens=True),
    "room.inside": Route(community_rooms.inside, people.Nothing, happens=True),
    "community.found": Route(founding.ask_found, founding.Place, opens=True),
    "community.create": Route(founding.create, founding.Founding, reopens="community.found"),
    "community.show": Route(community_cards.show, OfCommunity, reads=True),
    "community.join": Route(membership.join, OfCommunity),
    "community.leave": Route(membership.leave, OfCommunity),
    "community.code": Route(codes.bridge_code, OfCommunity),
    "community.rhythm": Route(rhythm.ask_rhythm, OfCommunity, opens=True, reads=True),
    "community.set_rhythm": Route(rhythm.set_rhythm, rhythm.Rhythm, reopens="community.rhythm"),
    "story.tell": Route(telling.ask_tell, telling.Telling, opens=True, reads=True),
    "story.draft": Route(telling.draft, telling.Told, reopens="story.tell"),
    "story.mend": Route(telling.ask_mend, telling.OfStory, opens=True, reads=True),
    "story.mended": Route(telling.draft, telling.Told, reopens="story.mend"),
    "story.share": Route(sharing.share, telling.OfStory),
    "story.withdraw": Route(sharing.withdraw, telling.OfStory),
    "story.discard": Route(sharing.discard, telling.OfStory),
    "story.brake": Route(sharing.brake, telling.OfStory),
    "story.counsel": Route(sharing.counsel, telling.OfStory),
    "story.mine": Route(sharing.mine, people.Nothing, reads=True),
    "story.show": Route(sharing.show, telling.OfStory),
    "checkin.start": Route(plans.ask_start, plans.Starting, opens=True, reads=True),
    "checkin.plan": Route(plans.plan, plans.Planned, reopens="checkin.start"),
    "checkin.mine": Route(plans.mine, plans.OfPlan, reads=True),
    "checkin.now": Route(answering.ask_now, people.Nothing),
    "checkin.answer": Route(answering.answer, answering.Answered),
    "checkin.put_away": Route(answering.put_away, answering.OfCheckin),
    "checkin.pause": Route(plans.pause, plans.OfPlan),
    "checkin.resume": Route(plans.resume, plans.OfPlan),
    "checkin.stop": Route(plans.stop, plans.OfPlan),
    "post.again": Route(doubt.again, doubt.OfPost),
    "post.let_be": Route(doubt.let_be, doubt.OfPost),
}

Drawing = Callable[[Turn, Post], Card | None]

DRAWINGS: Mapping[str, Drawing] = {
    community_cards.CARD: community_cards.draw_card,
    membership.WELCOME: community_cards.draw_welcome,
    story_cards.HEARD: story_cards.draw_heard,
    story_cards.MINE: story_cards.draw_mine,
    story_cards.BRAKED: story_cards.draw_braked,
    planning.ASK: answering.draw_ask,
    planning.OFFER: answering.draw_offer,
    doubt.DOUBT: doubt.draw_doubt,
}


def draw(turn: Turn, post: Post) -> Sheet | None:
    """What a post shows now: its rows drawn anew, or a sheet of its own."""
    if post.drawing:
        return DRAWINGS[post.drawing](turn, post)
    return sheet_from_json(post.sheet) if post.sheet else None


DUE: tuple[Callable[[Turn, int], int], ...] = (planning.ask_all_due,)
"""What runs on each tick: each looks at so many rows at most and says at how many it looked."""

TIDY: tuple[Callable[[Turn], None], ...] = (people.forget_old,)
"""What runs once an hour."""


def check() -> None:
    """Refuse to start where a verb's flag and what its handler may answer disagree, or a form's verb opens nothing."""
    for verb, route in ROUTES.items():
        answers = get_args(get_type_hints(route.handler)["return"])
        if (OpenForm in answers) != route.opens:
            raise ValueError(f"{verb}: its handler and `opens` disagree on whether it may answer with a form")
        if route.reopens and not ROUTES[route.reopens].opens:
            raise ValueError(f"{verb} names {route.reopens}, which opens no form")


def check_buttons(sheet: Sheet) -> None:
    """Refuse to show a button that says `Do` of a verb that may open a form, or `Ask` of one that opens none."""
    parts = sheet.parts if isinstance(sheet, Card) else ()
    for part in parts:
        for button in part.row if isinstance(part, Buttons) else ():
            if ROUTES[button.act.verb].opens != isinstance(button.act, Ask):
                raise ValueError(f"{button.act.verb} is drawn as {button.act.kind}, which it is not")
