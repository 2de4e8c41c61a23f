"""Phones, as cheap as Python allows: raw sockets in one asyncio loop, a connection of its own for every request.

A phone fills in for minutes between page and press, so no connection outlives a request in a hall either.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import re
import secrets
import socket
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

HOST = "127.0.0.1"
PATIENCE = 10.0
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
LOADED = re.compile(rb'(?:href|src)="(/[^"]+)"')


class Answer(NamedTuple):
    status: int
    body: bytes
    # With all headers, as it went over the wire.
    size: int
    tag: bytes
    closing: bool = False


@dataclass(slots=True)
class Seen:
    """What the phones were told, and how long it took."""

    pages: list[float] = field(default_factory=list)
    casts: list[float] = field(default_factory=list)
    weights: list[int] = field(default_factory=list)
    told: Counter[str] = field(default_factory=Counter)
    again: int = 0
    lost_on_purpose: int = 0
    receipts: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)


async def ask(
    port: int, method: str, path: str, body: bytes = b"", *, tag: bytes = b"", hang_up: bool = False
) -> Answer | None:
    """One request on a fresh connection; None for a phone that hangs up before it hears the answer."""
    loop = asyncio.get_running_loop()
    with await _dial(port) as wire:
        await loop.sock_sendall(wire, _request(port, method, path, body, tag, b"close"))
        return None if hang_up else await _heard(loop, wire)


async def _dial(port: int) -> socket.socket:
    wire = socket.socket()
    wire.setblocking(False)
    wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        await asyncio.get_running_loop().sock_connect(wire, (HOST, port))
    except OSError:
        wire.close()
        raise
    return wire


def _request(port: int, method: str, path: str, body: bytes, tag: bytes, connection: bytes) -> bytes:
    head = f"{method} {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\n".encode()
    head += b"Connection: %s\r\n" % connection
    if body:
        head += b"Content-Type: application/json\r\nContent-Length: %d\r\n" % len(body)
    if tag:
        head += b"If-None-Match: %s\r\n" % tag
    return head + b"\r\n" + body


async def _heard(loop: asyncio.AbstractEventLoop, wire: socket.socket) -> Answer:
    heard = b""
    while True:
        part = await loop.sock_recv(wire, 1 << 16)
        heard += part
        head, stop, body = heard.partition(b"\r\n\r\n")
        found = LENGTH.search(head) if stop else None
        if found and len(body) >= int(found[1]):
            break
        if not part:
            if not stop:
                raise ConnectionError("hung up")
            break
    etag = re.search(rb"\r\netag: *([^\r]+)", head, re.IGNORECASE)
    closing = b"connection: close" in head.lower()
    return Answer(int(head[9:12]), body, len(heard), etag[1] if etag else b"", closing)


def ballot(code: str, choices: Sequence[Sequence[int]], nonce: str = "") -> bytes:
    sent = {"code": code, "nonce": nonce or secrets.token_hex(16), "choices": choices}
    return json.dumps(sent).encode()


def some_choices(reporters: int, rows: int, options: int) -> list[list[int]]:
    return [[random.randrange(options) for _ in range(rows)] for _ in range(reporters)]


# ---- a hall: everybody within so many seconds ----


async def hall(port: int, codes: Sequence[str], seconds: float, shape: tuple[int, int, int]) -> Seen:
    """Everybody opens the page and presses within `seconds`; one in ten never hears the first answer and asks again."""
    seen = Seen()
    begun = asyncio.get_running_loop().time()
    voters = [
        _voter(port, code, begun, seconds, shape, seen, deaf=at % 10 == 0) for at, code in enumerate(codes)
    ]
    await asyncio.gather(*voters)
    return seen


async def _voter(
    port: int, code: str, begun: float, seconds: float, shape: tuple[int, int, int], seen: Seen, *, deaf: bool
) -> None:
    loop = asyncio.get_running_loop()
    first, press = sorted(random.random() * seconds for _ in range(2))
    await asyncio.sleep(max(0.0, begun + first - loop.time()))
    page = await _until_answered(seen, seen.pages, lambda: ask(port, "GET", f"/b/{code}"))
    if page.status != 200:
        seen.faults.append(f"page {page.status}")
    weight = len(page.body)
    for path in LOADED.findall(page.body):
        weight += len(
            (await _until_answered(seen, seen.pages, lambda p=path: ask(port, "GET", p.decode()))).body
        )
    seen.weights.append(weight)
    await asyncio.sleep(max(0.0, begun + press - loop.time()))
    sent = ballot(code, some_choices(*shape))
    if deaf:
        with contextlib.suppress(OSError):
            await ask(port, "POST", "/cast", sent, hang_up=True)
            seen.lost_on_purpose += 1
    answer = await _until_answered(seen, seen.casts, lambda: ask(port, "POST", "/cast", sent))
    told: dict[str, Any] = json.loads(answer.body)
    seen.told[told["outcome"]] += 1
    if told["outcome"] == "accepted":
        seen.receipts.add(told["receipt"])


async def _until_answered(
    seen: Seen, times: list[float], send: Callable[[], Awaitable[Answer | None]]
) -> Answer:
    """As the page does: asks again until there is an answer; the time counts from the first attempt."""
    begun = time.perf_counter()
    for attempt in range(30):
        with contextlib.suppress(OSError, TimeoutError):
            answer = await asyncio.wait_for(send(), PATIENCE)
            if answer and answer.status != 503:
                times.append(time.perf_counter() - begun)
                return answer
        seen.again += 1
        await asyncio.sleep(0.1 * (attempt + 1) * (0.5 + random.random()))
    raise SystemExit("a phone was never answered")


# ---- as fast as it goes ----


class Rate(NamedTuple):
    a_second: float
    times: list[float]
    accepted: int


async def flood(port: int, bodies: Sequence[bytes], phones: int, *, kept: bool = False) -> Rate:
    """So many phones at once, each pressing the next ballot as soon as it was answered; every fault is fatal.

    `kept`: through connections that stay open where the server lets them, as a proxy before it keeps them.
    """
    waiting = iter(bodies)
    times: list[float] = []
    accepted = 0

    async def press() -> None:
        nonlocal accepted
        line = _Line(port)
        for body in waiting:
            begun = time.perf_counter()
            answer = await (line.cast(body) if kept else ask(port, "POST", "/cast", body))
            times.append(time.perf_counter() - begun)
            accepted += answer is not None and answer.status == 200 and b'"accepted"' in answer.body
        line.close()

    begun = time.perf_counter()
    await asyncio.gather(*(press() for _ in range(phones)))
    return Rate(len(bodies) / (time.perf_counter() - begun), times, accepted)


class _Line:
    """A connection that is used again until the server closes it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.wire: socket.socket | None = None

    async def cast(self, body: bytes) -> Answer:
        loop = asyncio.get_running_loop()
        self.wire = self.wire or await _dial(self.port)
        await loop.sock_sendall(self.wire, _request(self.port, "POST", "/cast", body, b"", b"keep-alive"))
        answer = await _heard(loop, self.wire)
        if answer.closing:
            self.close()
        return answer

    def close(self) -> None:
        if self.wire:
            self.wire.close()
        self.wire = None


# ---- pages that look whether anything has changed ----


class Watched(NamedTuple):
    answers: int
    largest: int
    largest_body: int
    faults: int


# Walls and control pages keep their own pace: static/meetings/live.js.
QUICK = 2


async def watch(
    port: int,
    path: str,
    pages: int,
    every: tuple[float, float],
    seconds: float,
    warm: float = 0,
    begun: Callable[[], None] = lambda: None,
) -> Watched:
    """Pages that ask every so often, at moments of their own, and say which state they know.

    They wait as long as the answer tells them (`s`, as static/meetings/live.js does) where that is longer. After
    `warm` seconds `begun` is called, and only what comes later is counted.
    """
    loop = asyncio.get_running_loop()
    start = loop.time() + warm
    until = start + seconds
    loop.call_later(warm, begun)
    sizes: list[int] = []
    bodies: list[int] = []
    faults = 0

    async def page() -> None:
        nonlocal faults
        tag = b""
        told = 0
        await asyncio.sleep(random.random() * sum(every) / 2)
        while loop.time() < until:
            answer = await ask(port, "GET", path, tag=tag)
            if answer is None or answer.status not in {200, 304}:
                faults += 1
                continue
            tag = answer.tag
            if answer.body and every[0] > QUICK:
                told = json.loads(answer.body).get("s", 0)
            if loop.time() >= start:
                sizes.append(answer.size)
                bodies.append(len(answer.body))
            shortest, longest = every
            await asyncio.sleep(max(shortest, told - 1) + random.random() * (longest - shortest))

    await asyncio.gather(*(page() for _ in range(pages)))
    return Watched(len(sizes), max(sizes), max(bodies), faults)
