"""One organisation's Teams as its people know it: who is on the roster, what stands in which conversation."""

import itertools
import time
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from tests.bot.teams.screen import Json

ISSUER = "https://api.botframework.com"
TENANT = "7f6c1a52-0000-4000-8000-00000000aa01"
APP_ID = "b5a1c0de-0000-4000-8000-00000000b071"


@cache
def signing_key() -> rsa.RSAPrivateKey:
    """Bot Framework's own, made once: it takes a while."""
    return rsa.generate_private_key(65537, 2048)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody on the roster."""

    user: str  # 29:…
    account: str  # aadObjectId
    name: str
    role: str = "user"
    tenant: str = TENANT
    reachable: bool = True


@dataclass(slots=True)
class Message:
    """One message standing in a conversation; `sender` is empty for the bot's own."""

    id: str
    thread: str
    activity: Json
    sender: str = ""
    edits: int = 0
    gone: bool = False


@dataclass
class Tenant:
    """What the bot's registration, its people and its conversations are."""

    tenant: str = TENANT
    app_id: str = APP_ID
    password: str = "not a real one"
    service_url: str = ""
    members: dict[str, Member] = field(default_factory=dict)
    rooms: dict[str, list[Message]] = field(default_factory=dict)
    key: rsa.RSAPrivateKey = field(default_factory=signing_key)
    keys: list[Json] = field(default_factory=list)
    _ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1_795_000_000_000))

    def person(self, name: str, **different: Any) -> Member:
        """Somebody known here, made when first named."""
        known = self.members.get(name) or Member(f"29:{name}", f"aad-{name}", name.capitalize())
        self.members[name] = replace(known, **different)
        return self.members[name]

    def private(self, member: Member) -> str:
        """The conversation between a person and the bot."""
        return f"a:{member.account}"

    def room(self, conversation: str) -> list[Message]:
        """The messages of a conversation the bot is in, which it is from when it is first named."""
        return self.rooms.setdefault(conversation, [])

    def id(self) -> str:
        """A message's id as Teams makes them."""
        return str(next(self._ids))

    def overhear(self, conversation: str, thread: str, sender: str, text: str) -> Message:
        """What a person wrote, so that it can be answered under."""
        made = Message(self.id(), thread, {"text": text}, sender)
        self.room(conversation).append(made)
        return made

    def sign(self, key: rsa.RSAPrivateKey | None = None, kid: str = "here", **different: Any) -> str:
        """A token as Bot Framework sends one along; `different` replaces claims, None takes one out."""
        now = int(time.time())
        claims = {"iss": ISSUER, "aud": self.app_id, "nbf": now - 60, "exp": now + 3600, "serviceurl": self.service_url}
        kept = {name: value for name, value in (claims | different).items() if value is not None}
        return jwt.encode(kept, key or self.key, algorithm="RS256", headers={"kid": kid})

    def jwk(self, kid: str, key: rsa.RSAPrivateKey, endorsements: tuple[str, ...] = ("msteams",)) -> Json:
        """A public key as the metadata lists it."""
        public = RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
        return {**public, "kid": kid, "use": "sig", "endorsements": list(endorsements)}
