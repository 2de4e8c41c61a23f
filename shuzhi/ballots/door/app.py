"""The ASGI application: a slip's page, the cast, the typed code.

Started by `manage.py serve`, or by hand with the box and the key in the environment:
SHUZHI_BOX_URL=… SHUZHI_SLIP_KEY=… uvicorn --factory shuzhi.ballots.door.app:create --no-access-log
"""

import asyncio
import json
import os
import re
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs

from shuzhi.ballots import codes
from shuzhi.ballots.door import pages, texts
from shuzhi.ballots.door.deciding import REFUSED_BY_STATE, Cast, Outcome
from shuzhi.ballots.door.store import Found, Reconnecting
from shuzhi.ballots.door.writer import Writer
from shuzhi.ballots.sheet import BoxState, Sheet

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

LONGEST_BODY = 64 * 1024
NONCE = re.compile(r"[0-9a-f]{16,64}")
STATUS = {
    Outcome.ACCEPTED: 200,
    Outcome.USED: 409,
    Outcome.UNKNOWN: 404,
    Outcome.NOT_OPEN: 409,
    Outcome.CLOSED: 410,
    Outcome.BROKEN: 503,
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = [
    (b"content-security-policy", POLICY.encode()),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
]
HTML = b"text/html; charset=utf-8"
JSON = b"application/json"
STATIC = {"/door.css": b"text/css; charset=utf-8", "/door.js": b"text/javascript; charset=utf-8"}
FOREVER = (b"cache-control", b"public, max-age=86400, immutable")
NEVER = (b"cache-control", b"no-store")


class Reply(NamedTuple):
    status: int
    kind: bytes
    body: bytes
    header: tuple[bytes, bytes] = NEVER


class TooLongError(Exception):
    """The body passes what the largest ballot could need."""


@lru_cache(maxsize=64)
def _sheet(text: str) -> Sheet:
    return Sheet.from_text(text)


class Door:
    def __init__(self, url: str, key: str) -> None:
        self.url, self.key = url, key
        self.reader = ThreadPoolExecutor(1, thread_name_prefix="box-reader")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            reply = await self._reply(scope, receive)
            await _send(send, reply, with_body=scope["method"] != "HEAD")

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self.look = Reconnecting(self.url)
                self.writer = Writer(Reconnecting(self.url))
                self.writer.start()
                await send({"type": "lifespan.startup.complete"})
            else:
                await asyncio.to_thread(self.writer.stop)
                self.look.close()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _reply(self, scope: Scope, receive: Receive) -> Reply:
        method, path = scope["method"], scope["path"]
        try:
            if method == "POST" and path == "/cast":
                return await self._cast(await _body(receive))
            if method == "POST" and path == "/enter":
                return _enter(await _body(receive))
        except TooLongError:
            return _message(413, texts.TOO_LONG)
        if method in {"GET", "HEAD"}:
            return await self._ballot(codes.tidy(path[3:])) if path.startswith("/b/") else _page(path)
        return _message(404, texts.NO_SUCH_PAGE)

    async def _find(self, code: str) -> Found | None:
        if not codes.is_code(code):
            return None
        mark = codes.mark_of(code, self.key)
        return await asyncio.get_running_loop().run_in_executor(self.reader, self.look.find, mark)

    async def _ballot(self, code: str) -> Reply:
        try:
            found = await self._find(code)
        except Exception:  # noqa: BLE001 - the phone asks again; nothing was lost
            return _message(503, texts.OUTCOMES[Outcome.BROKEN])
        if found is None:
            return _message(404, texts.OUTCOMES[Outcome.UNKNOWN])
        refused = Outcome.USED if found.spent else REFUSED_BY_STATE.get(BoxState(found.state))
        if refused:
            page = pages.message_page(texts.OUTCOMES[refused], outcome=refused.value, code=code)
            return Reply(STATUS[refused], HTML, page.encode())
        return Reply(200, HTML, pages.ballot_page(_sheet(found.sheet), found.group, code).encode())

    async def _cast(self, body: bytes) -> Reply:
        try:
            sent = json.loads(body)
            code, nonce = codes.tidy(sent["code"]), sent["nonce"]
            if not NONCE.fullmatch(nonce):
                return _bad_choices()
            found = await self._find(code)
            if found is None:
                return _outcome(Outcome.UNKNOWN)
            choices = _sheet(found.sheet).write(sent["choices"])
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return _bad_choices()
        except Exception:  # noqa: BLE001 - the box did not answer; nothing was written
            return _outcome(Outcome.BROKEN)
        marks = codes.mark_of(code, self.key), codes.mark_of(nonce, self.key)
        return _outcome(await self.writer.put(Cast(*marks, found.form, choices)))


def create() -> Door:
    """The door for the box and the key that the environment names."""
    key = os.environ.get("SHUZHI_SLIP_KEY", "").strip()
    if not key and (path := os.environ.get("SHUZHI_SLIP_KEY_FILE")):
        key = Path(path).read_text(encoding="utf-8").strip()
    if not key or not os.environ.get("SHUZHI_BOX_URL"):
        raise SystemExit("The door needs SHUZHI_BOX_URL and SHUZHI_SLIP_KEY (or SHUZHI_SLIP_KEY_FILE).")
    return Door(os.environ["SHUZHI_BOX_URL"], key)


def _page(path: str) -> Reply:
    if path in STATIC:
        return Reply(200, STATIC[path], pages.static_file(path[1:]), FOREVER)
    if path in {"/", "/b"}:
        return Reply(200, HTML, pages.entry_page().encode())
    if path == "/alive":
        return Reply(200, b"text/plain", b"ok")
    return _message(404, texts.NO_SUCH_PAGE)


def _enter(body: bytes) -> Reply:
    typed = parse_qs(body.decode("utf-8", "replace")).get("code", [""])[0]
    code = codes.tidy(typed)
    if not codes.is_code(code):
        return Reply(422, HTML, pages.entry_page(typed=typed, wrong=True).encode())
    return Reply(303, HTML, b"", (b"location", f"/b/{code}".encode()))


def _message(status: int, text: texts.Text) -> Reply:
    return Reply(status, HTML, pages.message_page(text).encode())


def _outcome(outcome: Outcome) -> Reply:
    text = texts.OUTCOMES[outcome]
    return _json(STATUS[outcome], outcome.value, text)


def _bad_choices() -> Reply:
    return _json(422, "bad", texts.BAD_CHOICES)


def _json(status: int, outcome: str, text: texts.Text) -> Reply:
    answer = {"outcome": outcome, "zh": text.zh, "en": text.en}
    return Reply(status, JSON, json.dumps(answer, ensure_ascii=False).encode())


async def _body(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        part: bytes = message.get("body", b"")
        body += part
        if len(body) > LONGEST_BODY:
            raise TooLongError
        if not message.get("more_body"):
            return body


async def _send(send: Send, reply: Reply, *, with_body: bool) -> None:
    length = (b"content-length", str(len(reply.body)).encode())
    headers = [(b"content-type", reply.kind), length, reply.header, *HEADERS]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body if with_body else b""})
