"""The load: finished bytes over connections kept open, cheaply enough that the server is what is measured."""

import asyncio
import gc
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from time import perf_counter

Good = Callable[[int, bytes], bool]

_LENGTH = re.compile(rb"\r\nContent-Length: (\d+)", re.IGNORECASE)
_LONGEST = 60.0  # seconds one round may take before something is surely wrong


class Wrong(Exception):
    """A server answered what it should not have: the measurement would mean nothing."""


class Line(asyncio.Protocol):
    """One connection that sends the next request as soon as the one before is answered."""

    def __init__(self, requests: Iterator[bytes], good: Good, took: list[float]) -> None:
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._requests = requests
        self._good = good
        self._took = took
        self._came = b""
        self._sent = 0.0
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._next()

    def data_received(self, data: bytes) -> None:
        """Note the time when the whole answer is there, and go on."""
        self._came += data
        head, gap, body = self._came.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if not gap or len(body) < (int(length[1]) if length else 0):
            return
        self._took.append(perf_counter() - self._sent)
        if not self._good(int(head[9:12]), body):
            self._end(Wrong(self._came[:500].decode(errors="replace")))
            return
        self._came = b""
        self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        """Closed by the other side before the end is wrong."""
        self._end(exc or Wrong("closed before it had answered everything"))

    def _next(self) -> None:
        assert self._transport is not None
        request = next(self._requests, None)
        if request is None:
            self._end(None)
            return
        self._sent = perf_counter()
        self._transport.write(request)

    def _end(self, fault: Exception | None) -> None:
        if self.ended.done():
            return
        if fault is None:
            self.ended.set_result(None)
        else:
            self.ended.set_exception(fault)
        if self._transport is not None:
            self._transport.close()


async def drive(port: int, requests: Sequence[bytes], connections: int, good: Good) -> list[float]:
    """Send them all; the seconds each took, sorted. Raises Wrong."""
    took: list[float] = []
    loop, made = asyncio.get_running_loop(), partial(Line, iter(requests), good, took)
    gc.collect()
    gc.disable()
    try:
        async with asyncio.timeout(_LONGEST):
            lines = [(await loop.create_connection(made, "127.0.0.1", port))[1] for _ in range(connections)]
            await asyncio.gather(*(line.ended for line in lines))
    finally:
        gc.enable()
    return sorted(took)


def post(path: str, body: bytes, headers: Mapping[str, str]) -> bytes:
    """A request as it goes over the wire."""
    named = {"Host": "127.0.0.1", **headers, "Content-Length": str(len(body))}
    lines = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return f"POST {path} HTTP/1.1\r\n{lines}\r\n".encode() + body
