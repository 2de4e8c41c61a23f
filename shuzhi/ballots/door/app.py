"""The ASGI application: a slip's page, the cast, the typed code.

Started by `manage.py serve`, or by hand with the box and the key in the environment:
SHUZHI_BOX_URL=… SHUZHI_SLIP_KEY=… uvicorn --factory shuzhi.ballots.door.app:create --no-access-log
"""

import asyncio
import gc
import json
import logging
import os
import re
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs

from shuzhi.ballots import codes
from shuzhi.ballots.door import pages, remote, texts
from shuzhi.ballots.door.arriving import arrive
from shuzhi.ballots.door.copying import doubled_from
from shuzhi.ballots.door.deciding import REFUSED_BY_STATE, Outcome
from shuzhi.ballots.door.looking import Looker
from shuzhi.ballots.door.state import PATH, Board
from shuzhi.ballots.door.store import Found, Reconnecting, Turnout
from shuzhi.ballots.door.writer import Writer
from shuzhi.ballots.sheet import BoxState, Channel, Sheet, SlipState

log = logging.getLogger("shuzhi.door")

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

LONGEST_BODY = 64 * 1024
NONCE = re.compile(r"[0-9a-f]{16,64}")
STATUS = {
    Outcome.ACCEPTED: 200,
    Outcome.USED: 409,
    Outcome.UNKNOWN: 404,
    Outcome.VOID: 410,
    Outcome.NOT_OPEN: 409,
    Outcome.CLOSED: 410,
    Outcome.BROKEN: 503,
}
BY_SLIP: dict[str, Outcome] = {SlipState.SPENT: Outcome.USED, SlipState.VOID: Outcome.VOID}
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
SCRIPT = b"text/javascript; charset=utf-8"
STATIC = {"/door.css": b"text/css; charset=utf-8", "/door.js": SCRIPT, "/remote.js": SCRIPT}
# Seconds after which a thread hands on: the writer comes back from the disk while the loop is busy, and must not
# wait five milliseconds for its next line.
TURN = 0.0005
FOREVER = (b"cache-control", b"public, max-age=86400, immutable")
NEVER = (b"cache-control", b"no-store")
SOON = (b"cache-control", b"public, max-age=2")


class Reply(NamedTuple):
    status: int
    kind: bytes
    body: bytes
    header: tuple[bytes, bytes] = NEVER
    # A state's: it goes out with next to nothing else, because a thousand pages ask for it.
    tag: bytes = b""


class TooLongError(Exception):
    """The body passes what the largest ballot could need."""


@lru_cache(maxsize=64)
def _sheet(text: str) -> Sheet:
    return Sheet.from_text(text)


class Door:
    def __init__(self, url: str, key: str) -> None:
        self.url, self.key = url, key
        self.reader = ThreadPoolExecutor(1, thread_name_prefix="box-reader")
        self.board = Board(self._turnout)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            reply = await self._safely(scope, receive)
            await _send(send, reply, with_body=scope["method"] != "HEAD")

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                _make_ready()
                self.look = Reconnecting(self.url)
                self.looker = Looker(self.look.find_all, self.reader)
                self.writer = Writer(doubled_from(self.url, os.environ) or Reconnecting(self.url))
                self.writer.start()
                await send({"type": "lifespan.startup.complete"})
            else:
                await asyncio.to_thread(self.writer.stop)
                self.look.close()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _safely(self, scope: Scope, receive: Receive) -> Reply:
        try:
            return await self._reply(scope, receive)
        except Exception as error:  # noqa: BLE001 - its text and its traceback could carry what somebody sent
            log.error("a request was not answered: %s", type(error).__name__)  # noqa: TRY400
            return _message(503, texts.OUTCOMES[Outcome.BROKEN])

    async def _reply(self, scope: Scope, receive: Receive) -> Reply:
        method, path = scope["method"], scope["path"]
        try:
            if method == "POST" and path in {"/cast", remote.PATH}:
                body = await _body(receive)
                return await (self._cast(body) if path == "/cast" else self._remote(body))
            if method == "POST" and path == "/enter":
                return _enter(await _body(receive))
        except TooLongError:
            return _message(413, texts.TOO_LONG)
        if method in {"GET", "HEAD"} and path.startswith(PATH):
            return await self._state(path.removeprefix(PATH), scope)
        if method in {"GET", "HEAD"}:
            return await self._ballot(codes.tidy(path[3:])) if path.startswith("/b/") else _page(path)
        return _message(404, texts.NO_SUCH_PAGE)

    async def _find(self, code: str) -> Found | None:
        if not codes.is_code(code):
            return None
        mark = codes.mark_of(code, self.key)
        found = await self.looker.find(mark)
        # The number of a paper ballot is no code: eyes can read it.
        return found if found and found.channel != Channel.PAPER else None

    async def _remote(self, body: bytes) -> Reply:
        try:
            said = await asyncio.get_running_loop().run_in_executor(
                self.reader, remote.enter, self.look, self.key, body[: remote.LONGEST]
            )
        except Exception:  # noqa: BLE001 - the device asks again with the same token
            return _outcome(Outcome.BROKEN)
        return _json(said.status, "remote", said.text, **({"code": said.code} if said.code else {}))

    async def _turnout(self, form: str) -> Turnout | None:
        return await asyncio.get_running_loop().run_in_executor(self.reader, self.look.turnout, form)

    async def _ballot(self, code: str) -> Reply:
        try:
            found = await self._find(code)
        except Exception:  # noqa: BLE001 - the phone asks again; nothing was lost
            return _message(503, texts.OUTCOMES[Outcome.BROKEN])
        if found is None:
            return _message(404, texts.OUTCOMES[Outcome.UNKNOWN])
        if refused := BY_SLIP.get(found.slip) or REFUSED_BY_STATE.get(BoxState(found.state)):
            page = pages.message_page(
                texts.OUTCOMES[refused], outcome=refused.value, code=code, form=found.form
            )
            return Reply(STATUS[refused], HTML, page.encode())
        return Reply(200, HTML, _ballot_page(found, code))

    async def _state(self, form: str, scope: Scope) -> Reply:
        try:
            state = await self.board.state(form)
        except Exception:  # noqa: BLE001 - whoever polls asks again
            return Reply(503, JSON, b"{}")
        if state is None:
            return Reply(404, JSON, b"{}")
        known = state.tag in dict(scope["headers"]).get(b"if-none-match", b"")
        return Reply(304 if known else 200, JSON, b"" if known else state.body, SOON, state.tag)

    async def _cast(self, body: bytes) -> Reply:
        try:
            sent = json.loads(body)
            code, nonce = codes.tidy(sent["code"]), sent["nonce"]
            if not NONCE.fullmatch(nonce):
                return _bad_choices()
            found = await self._find(code)
            if found is None:
                return _outcome(Outcome.UNKNOWN)
            if not found.public:
                return _outcome(REFUSED_BY_STATE.get(BoxState(found.state), Outcome.BROKEN))
            cast, receipt = arrive(
                found,
                _sheet(found.sheet),
                sent["choices"],
                code=code,
                nonce=nonce,
                key=self.key,
                channel=found.channel,
            )
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return _bad_choices()
        except Exception:  # noqa: BLE001 - the box did not answer; nothing was written
            return _outcome(Outcome.BROKEN)
        # From here on the ballot is sealed; what was chosen is in this process no longer.
        del sent, body
        outcome = await self.writer.put(cast)
        return _outcome(outcome, receipt if outcome == Outcome.ACCEPTED else "")


def _ballot_page(found: Found, code: str) -> bytes:
    return pages.ballot_page(_sheet(found.sheet), found.group, code, found.form).encode()


def _make_ready() -> None:
    """The interpreter for one loop and one writer: short turns, and no searching for waste among what stays."""
    sys.setswitchinterval(TURN)
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


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
    if path == remote.PATH:
        return Reply(200, HTML, remote.page())
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


def _outcome(outcome: Outcome, receipt: str = "") -> Reply:
    more = {"receipt": codes.shown(receipt)} if receipt else {}
    return _json(STATUS[outcome], outcome.value, texts.OUTCOMES[outcome], **more)


def _bad_choices() -> Reply:
    return _json(422, "bad", texts.BAD_CHOICES)


def _json(status: int, outcome: str, text: texts.Text, **more: str) -> Reply:
    answer = {"outcome": outcome, "zh": text.zh, "en": text.en, **more}
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
    more = [(b"etag", reply.tag)] if reply.tag else HEADERS
    headers = [(b"content-type", reply.kind), length, reply.header, *more]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body if with_body else b""})
