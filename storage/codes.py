"""One-time codes: to become owner, and to bridge a room to a community. Only a digest of a code is kept."""

from datetime import datetime

from sqlmodel import Field, col

from storage.shelf import NEVER_REUSED, Row, Shelf, unique


class Code(Row, table=True):
    """A right handed over in words; used once, within the hour."""

    __table_args__ = (unique("digest"), NEVER_REUSED)

    digest: str
    right: str  # owner · bridge
    community_id: int | None = Field(default=None, foreign_key="community.id")
    room_id: int | None = Field(default=None, foreign_key="room.id")  # where a bridge was asked for
    expires_at: datetime
    used_at: datetime | None = None


class Codes(Shelf):
    """Codes given out."""

    def add(self, digest: str, right: str, expires_at: datetime, community: int | None, room: int | None) -> int:
        """A code has been given out."""
        return self._add(Code, digest=digest, right=right, community_id=community, room_id=room, expires_at=expires_at)

    def find(self, digest: str, now: datetime) -> Code | None:
        """The unused code of that digest, while it is valid."""
        return self._one(Code, col(Code.digest) == digest, col(Code.used_at).is_(None), col(Code.expires_at) > now)

    def use(self, key: int, now: datetime) -> bool:
        """Use it up; False where somebody was faster."""
        return self._change(Code, col(Code.id) == key, col(Code.used_at).is_(None), used_at=now) > 0
