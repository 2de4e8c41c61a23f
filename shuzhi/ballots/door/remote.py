"""An entitlement taken from afar becomes a slip: the token's signature is checked, and a blank slip takes its mark.

The token comes from the voter's device alone, in the part of the address that no browser sends; whoever signed it has
never seen it. The slips and blank ballots for a roll stand in the box from the beginning, so an arrival adds no row.
From here on it is a slip like any other: its page, its decision, its place in the pool.
"""

import json
import secrets
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple, Protocol

from shuzhi.ballots import blind, codes
from shuzhi.ballots.door import pages, texts
from shuzhi.ballots.door.deciding import Outcome
from shuzhi.ballots.door.texts import Text
from shuzhi.ballots.sheet import BoxState

PATH = "/remote"
TOKEN = 32
LONGEST = 8 * 1024
# A slip that waits for its token carries the first, one that has found it the second; both as long as a hash.
WAITING, CLAIMED = "0" * 64, "f" * 64

TITLE = Text("打开测评票", "Opening your ballot")
WAIT = Text("正在核对您领取的测评凭证…", "Checking the entitlement you took…")
NOT_SIGNED = Text(
    "这份凭证没有通过核对，没有收下任何内容。请回到领取页面，重新打开测评票。",
    "This entitlement could not be verified; nothing was taken. Go back to the page where you took it and open the "
    "ballot again.",
)
NO_TOKEN = Text(
    "地址中没有凭证。请在领取凭证的那台设备、那个浏览器上打开。",
    "The address carries no entitlement. Open it on the device and in the browser where you took it.",
)
NONE_LEFT = Text(
    "名册上的名额已经全部使用，这份凭证没有名额。请立即告诉组织者：凭证多于名额，必须查明。",
    "All places of the roll are taken, and there is none for this entitlement. Tell the organiser at once: more "
    "entitlements than places have to be explained.",
)


class Entered(NamedTuple):
    """The answer to a token: the code of its slip, or why there is none."""

    status: int
    code: str = ""
    text: Text = WAIT


class Keys(NamedTuple):
    """A form's state and the public keys of its roll, as JSON by group."""

    state: str
    remote: str


class Claims(Protocol):
    """What a store can do for tokens."""

    def keys(self, form: str) -> Keys | None: ...

    def claim(self, form: str, group: str, mark: str) -> Outcome: ...


def enter(store: Claims, key: str, body: bytes) -> Entered:
    """The slip of a signed token, the same however often it asks; refused by name otherwise."""
    try:
        sent = json.loads(body)
        form, group = str(sent["form"])[:64], str(sent["group"])[:120]
        token, prefix, signature = (bytes.fromhex(sent[name]) for name in ("token", "prefix", "signature"))
    except (ValueError, KeyError, TypeError, RecursionError):
        return Entered(422, text=NO_TOKEN)
    found = store.keys(form)
    public = _key(found.remote, group) if found and len(token) == TOKEN and len(prefix) == TOKEN else None
    if public is None or not blind.verifies(public, prefix + token, signature):
        return Entered(403, text=NOT_SIGNED)
    code = codes.code_of_token(form, token)
    outcome = store.claim(form, group, codes.mark_of(code, key))
    if outcome == Outcome.ACCEPTED:
        return Entered(200, code)
    if outcome == Outcome.UNKNOWN:
        return Entered(409, text=NONE_LEFT)
    return Entered(410, text=texts.OUTCOMES[Outcome.CLOSED])


def choose(state: str | None, waiting: Sequence[str], *, known: bool) -> tuple[Outcome, str]:
    """What becomes of a token, and the mark of the slip it takes over, if any; under the form's lock."""
    if known:
        return Outcome.ACCEPTED, ""
    if state not in {BoxState.PREPARED, BoxState.OPEN}:
        return Outcome.CLOSED, ""
    if not waiting:
        return Outcome.UNKNOWN, ""
    return Outcome.ACCEPTED, waiting[secrets.randbelow(len(waiting))]


def page() -> bytes:
    """The page that carries the token from the address to the door; without scripts it says so."""
    body = (
        '<main class="plain" id="remote"><h1 class="answer" id="said">'
        f"{pages.both(WAIT)}</h1><noscript><p>{pages.both(texts.NO_SCRIPT)}</p></noscript>"
        f'<p hidden id="none">{pages.both(NO_TOKEN)}</p>'
        f'<p hidden id="broken">{pages.both(texts.OUTCOMES[Outcome.BROKEN])}</p></main>'
    )
    script = '<script src="/remote.js" defer></script>'
    return pages.FRAME.format(title=TITLE.zh, css="remote", script=script, body=body).encode()


@lru_cache(maxsize=64)
def _key(remote: str, group: str) -> blind.PublicKey | None:
    keys = json.loads(remote) if remote else {}
    return blind.PublicKey.from_text(json.dumps(keys[group])) if group in keys else None
