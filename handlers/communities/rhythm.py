"""How often, and at what time of day, the members of a community are asked."""

import re
from typing import Annotated

from pydantic import BaseModel, StringConstraints

from handlers.calendar import EVENING, MORNING
from handlers.checkins.planning import replan
from handlers.communities.meant import OfCommunity, meant, no
from handlers.language import Choice, Form, Opened, Option, Short
from handlers.turn import Fix, Heard, Reply

TIME = re.compile(r"([01]?\d|2[0-3])[:.]?([0-5]\d)")


class Rhythm(BaseModel):
    """The rhythm a member wants the community to have."""

    community: int
    weeks: int
    at: Annotated[str, StringConstraints(strip_whitespace=True)]


def ask_rhythm(turn: Heard, ask: OfCommunity) -> Opened:
    """Ask how often members of a community shall be asked."""
    _ = turn.words
    community = meant(turn, ask)
    if community is None or not turn.store.communities.has(community.key, turn.who.person):
        return no(turn, _("Only somebody who is in the community can do that."))
    weeks = tuple(
        Option(str(count), _.many("Every week", "Every {count} weeks", count)) for count in (1, 2, 3, 4, 6, 8)
    )
    return turn.open(
        Form(
            verb="community.set_rhythm",
            opened_by="community.rhythm",
            title=_("The rhythm"),
            fields=(
                Choice("weeks", _("How often"), weeks, str(community.weeks), required=True),
                Short("at", _("Time of day"), community.at, hint=_("For example: 14:00"), most=5, required=True),
            ),
            submit=_("Save"),
            note=_(
                "It holds for everybody who is asked in {community}. Each has their own weekday.",
                community=community.name,
            ),
            carried={"community": str(community.key)},
        )
    )


def set_rhythm(turn: Heard, ask: Rhythm) -> Reply:
    """Store the rhythm; each member's next moment follows it."""
    _ = turn.words
    if not turn.store.communities.has(ask.community, turn.who.person):
        return no(turn, _("Only somebody who is in the community can do that."))
    time = TIME.fullmatch(ask.at)
    if time is None:
        return Fix({"at": _("Write a time of day, for example 14:00.")})
    at = f"{int(time[1]):02}:{time[2]}"
    if not f"{MORNING:%H:%M}" <= at < f"{EVENING:%H:%M}":
        return Fix({"at": _("Choose a time between 8:00 and 20:00. At night I leave people be.")})
    if not 1 <= ask.weeks <= 26:
        return Fix({"weeks": _("Choose from one to 26 weeks.")})
    before = turn.store.communities.get(ask.community)
    if (before.weeks, before.at) != (ask.weeks, at):
        turn.store.communities.change(ask.community, weeks=ask.weeks, at=at)
        replan(turn, turn.store.communities.get(ask.community))
    return turn.tell(_("It is saved. The next questions follow it."))
