"""Keeps the tests on this machine: whatever reaches for the world outside is refused, and remembered.

An audit hook sees every connection Python makes, in any thread and loop, which patching `socket` (as pytest-socket
does) does not; and what is remembered fails the test even when the code under test took the refusal for an outage.
"""

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address

reached_for: list[str] = []


class OutsideWorldError(Exception):
    """A test reached for an address that is not this machine's."""


def stays_here(host: str) -> bool:
    """Whether this name or address is loopback; other names count as outside, as asking for them already is."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _is_address(host: str) -> bool:
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def _outside(event: str, args: tuple[object, ...]) -> str | None:
    match event, args:
        case "socket.connect" | "socket.sendto", (socket.socket() as connection, address):
            if connection.family == socket.AF_UNIX or not isinstance(address, tuple):
                return None
            return None if stays_here(str(address[0])) else str(address[0])
        case "socket.getaddrinfo" | "socket.gethostbyname", (str() | bytes() as asked, *_):
            host = asked.decode() if isinstance(asked, bytes) else asked
            # Looking up an address asks nobody; servers do it before they bind.
            return None if not host or _is_address(host) or stays_here(host) else host
        case _:
            return None


def _hook(event: str, args: tuple[object, ...]) -> None:
    if event.startswith("socket.") and (host := _outside(event, args)):
        reached_for.append(host)
        raise OutsideWorldError(f"tests stay on this machine, but this one reached for {host}")


def stand_guard() -> None:
    """Begins refusing, for the rest of the process: an audit hook cannot be taken off."""
    sys.addaudithook(_hook)


@contextmanager
def only_here() -> Iterator[None]:
    """Fails afterwards when anything in the block reached outside, even if it was swallowed."""
    reached_for.clear()
    yield
    assert not reached_for, f"reached for the world outside: {', '.join(reached_for)}"
