"""The store: every shelf over one connection, inside one organisation and one transaction."""

from functools import cached_property

from sqlalchemy import Connection

from storage.asks import Asks
from storage.chat import Chat
from storage.checkins import Checkins
from storage.codes import Codes
from storage.communities import Communities
from storage.heard import Hearing
from storage.jottings import Jottings
from storage.moments import Moments
from storage.organisations import Organisations
from storage.people import People
from storage.posts import Posts
from storage.rooms import Rooms
from storage.shelf import Shelf
from storage.speakers import Speakers
from storage.stories import Stories


class Store(Shelf):
    """What a handler remembers with; lives as long as its transaction."""

    def __init__(self, connection: Connection, organisation: int) -> None:
        super().__init__(connection, organisation)
        self._shelf = (connection, organisation)

    @cached_property
    def organisations(self) -> Organisations:
        """The organisation itself, its workspaces and units."""
        return Organisations(*self._shelf)

    @cached_property
    def people(self) -> People:
        """People and their accounts."""
        return People(*self._shelf)

    @cached_property
    def speakers(self) -> Speakers:
        """Who is speaking."""
        return Speakers(*self._shelf)

    @cached_property
    def rooms(self) -> Rooms:
        """Rooms and private chats."""
        return Rooms(*self._shelf)

    @cached_property
    def communities(self) -> Communities:
        """Communities and memberships."""
        return Communities(*self._shelf)

    @cached_property
    def stories(self) -> Stories:
        """Practice stories."""
        return Stories(*self._shelf)

    @cached_property
    def checkins(self) -> Checkins:
        """Plans and check-ins."""
        return Checkins(*self._shelf)

    @cached_property
    def asks(self) -> Asks:
        """The weekly ceiling."""
        return Asks(*self._shelf)

    @cached_property
    def posts(self) -> Posts:
        """Messages as they should be."""
        return Posts(*self._shelf)

    @cached_property
    def heard(self) -> Hearing:
        """What has been heard."""
        return Hearing(*self._shelf)

    @cached_property
    def jottings(self) -> Jottings:
        """Words written to us freely."""
        return Jottings(*self._shelf)

    @cached_property
    def codes(self) -> Codes:
        """One-time codes."""
        return Codes(*self._shelf)

    @cached_property
    def moments(self) -> Moments:
        """Travelled time."""
        return Moments(*self._shelf)

    @cached_property
    def chat(self) -> Chat:
        """Messages in our own browser chat."""
        return Chat(*self._shelf)
