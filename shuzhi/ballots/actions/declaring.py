"""Two people declare, each with a share of the key; then the ballots are opened.

The first of two shares may wait half an hour for the second: encrypted with a key that is in no database, and
gone as soon as it is used or replaced.
"""

import base64
import hashlib
from dataclasses import dataclass, replace
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.ballots import counting, queries, rules, sealing
from shuzhi.ballots.actions.holding import hold
from shuzhi.ballots.models.keys import Declaration, KeyHolder, WaitingShare
from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.sealing import BadShare, Fault
from shuzhi.ballots.states import SessionState
from shuzhi.web.refusal import Refusal, Refused, about, require

PATIENCE = timedelta(minutes=30)
_BOX_DISAGREES = gettext_lazy(
    "Used slips and ballots in the box do not agree; nothing was opened. "
    "Keep the server as it is and call the auditor."
)
_OTHER_ROOT = gettext_lazy(
    "The sealed ballots no longer give the root published at closing; nothing was opened. "
    "Keep the server as it is and call the auditor."
)
_FAULTS = {
    Fault.WORD: gettext_lazy("“%(word)s” is not a word of any share. Look at the sheet again."),
    Fault.LENGTH: gettext_lazy("A share has %(n)d words; here there are more or fewer."),
    Fault.TYPO: gettext_lazy("The words do not fit together; one is wrong or two are exchanged."),
    Fault.FOREIGN: gettext_lazy("This is a share of another ballot, or of an earlier ceremony."),
    Fault.TWICE: gettext_lazy("This share has been brought already; the second person brings another one."),
}
_DAMAGED = gettext_lazy("The two shares do not make the key of this ballot; nothing was opened.")


@dataclass(frozen=True, slots=True)
class Brought:
    """A share as it is brought: whose it is, and the words of the sheet (or its QR code), or the password."""

    place: int
    words: str = ""
    password: str = ""


@dataclass(frozen=True, slots=True)
class _Ready:
    """A share that has been read and found to belong here."""

    user: User
    holder: KeyHolder
    words: str


def declare(session: BallotSession, brought: Brought, *, actor: User) -> BallotSession:
    """The first share waits; when a second person brings another one, the ballots are opened and can be counted."""
    try:
        return _declare(session, brought, actor)
    except Refused as refused:
        _log_refused(session, brought, actor, refused)
        raise


def declare_together(
    session: BallotSession, brought: Brought, second: User, second_brought: Brought, *, actor: User
) -> BallotSession:
    """Both on one screen in the hall: the second has signed beside the first, and no share waits anywhere."""
    try:
        return _declare_together(session, brought, second, second_brought, actor)
    except Refused as refused:
        _log_refused(session, brought, actor, refused)
        raise


@transaction.atomic
def _log_refused(session: BallotSession, brought: Brought, actor: User, refused: Refused) -> None:
    detail = {"place": brought.place, "why": str(refused.refusal)}
    record(actor, "ballot.declare_refused", session, detail=detail)


@transaction.atomic
def _declare(session: BallotSession, brought: Brought, actor: User) -> BallotSession:
    session = hold(session)
    require(rules.may_declare(actor, session))
    ready = _read(session, brought, actor)
    first = _uncovered(session)
    if first is not None:
        return _open(session, first, ready, actor)
    WaitingShare.objects.filter(session=session).delete()
    WaitingShare.objects.create(
        session=session,
        holder=ready.holder,
        user=actor,
        covered=_cover(session, ready.words),
        expires_at=timezone.now() + PATIENCE,
    )
    session.first_declarer = actor
    session.save(update_fields=["first_declarer"])
    record(actor, "ballot.declared_first", session, detail={"holder": str(ready.holder)})
    return session


@transaction.atomic
def _declare_together(
    session: BallotSession, brought: Brought, second: User, second_brought: Brought, actor: User
) -> BallotSession:
    session = hold(session)
    require(rules.may_declare(actor, session))
    require(about("second-username", rules.may_declare(second, session)))
    mine = _read(session, brought, actor)
    try:
        theirs = _read(session, second_brought, second)
    except Refused as refused:
        raise Refused(replace(refused.refusal, about=f"second-{refused.refusal.about}")) from None
    return _open(session, mine, theirs, actor)


def _read(session: BallotSession, brought: Brought, user: User) -> _Ready:
    """The share's words, found to be of this key and of this holder; a refusal names the entry it is about."""
    holders = queries.holders_of(session)
    holder = next((one for one in holders if one.place == brought.place), None)
    if holder is None:
        raise Refused(Refusal(_("Say whose share this is."), about="holder"))
    require(about("holder", rules.may_bring(user, session, holder)))
    words = sealing.tidy_share(_unlocked(holder, brought.password) if holder.by_password else brought.words)
    try:
        sealing.check_share(words, like=holder.key.share_set)
        place = sealing.place_of(words)
    except BadShare as bad:
        raise Refused(_said(holder, bad)) from None
    if place != holder.place:
        owner = next((one for one in holders if one.place == place), holder)
        said = _("This is the share of %(owner)s, not of %(name)s.")
        raise Refused(Refusal(said % {"owner": owner.name, "name": holder.name}, about="words"))
    return _Ready(user, holder, words)


def _unlocked(holder: KeyHolder, password: str) -> str:
    try:
        return sealing.unlock(holder.locked, password)
    except sealing.WrongPassword:
        said = _("Share of %(name)s: this is not its password.")
        raise Refused(Refusal(said % {"name": holder.name}, about="secret")) from None


def _said(holder: KeyHolder, bad: BadShare) -> Refusal:
    why = str(_FAULTS.get(bad.why, _DAMAGED)) % {"word": bad.word, "n": sealing.SHARE_WORDS}
    return Refusal(_("Share of %(name)s: %(why)s") % {"name": holder.name, "why": why}, about="words")


def _open(session: BallotSession, first: _Ready, second: _Ready, actor: User) -> BallotSession:
    require(rules.refuse_same((first.user, first.holder), (second.user, second.holder)))
    require(_refuse_other_root(session))
    session.first_declarer, session.second_declarer = first.user, second.user
    session.declared_at = timezone.now()
    session.move_to(SessionState.DECLARED)
    session.save(update_fields=["first_declarer", "second_declarer", "declared_at", "state"])
    for one in (first, second):
        Declaration.objects.create(session=session, holder=one.holder, user=one.user)
    WaitingShare.objects.filter(session=session).delete()
    private = _private(first, second)
    try:
        ballots = counting.open_ballots(session.box_form, private)
    except counting.WrongKey:
        raise Refused(Refusal(_DAMAGED)) from None
    except counting.BoxDisagrees:
        raise Refused(Refusal(_BOX_DISAGREES)) from None
    finally:
        del private
    shares = [str(first.holder), str(second.holder)]
    record(actor, "ballot.declared", session, detail={"ballots": ballots, "shares": shares})
    return session


def _refuse_other_root(session: BallotSession) -> Refusal | None:
    """What is opened is what was published at closing, to the last byte."""
    leaves = (sealing.leaf(*line) for line in counting.sealed_list(session.box_form))
    closing = queries.closing_of(session)
    if closing is not None and sealing.root_of(leaves) == closing.root:
        return None
    return Refusal(_OTHER_ROOT)


def _private(first: _Ready, second: _Ready) -> bytes:
    """The private half; refused unless it belongs to the key of this ballot."""
    try:
        private = sealing.join([first.words, second.words])
    except BadShare:
        raise Refused(Refusal(_DAMAGED)) from None
    if sealing.public_of(private) != first.holder.key.public:
        raise Refused(Refusal(_DAMAGED))
    return private


# ---- the share that waits ----


def _box(session: BallotSession) -> SecretBox:
    """A key from the site's secret, which is in no database, and this session."""
    secret = f"waiting share\0{session.pk}\0{session.box_form}\0{settings.SECRET_KEY}"
    return SecretBox(hashlib.sha256(secret.encode()).digest())


def _cover(session: BallotSession, words: str) -> str:
    return base64.b64encode(bytes(_box(session).encrypt(words.encode()))).decode()


def _uncovered(session: BallotSession) -> _Ready | None:
    """The first share, if one waits and its half hour has not passed."""
    waiting = queries.waiting_of(session)
    if waiting is None or waiting.expires_at <= timezone.now():
        return None
    holder = KeyHolder.objects.select_related("key").get(pk=waiting.holder_id)
    try:
        words = _box(session).decrypt(base64.b64decode(waiting.covered)).decode()
    except CryptoError:
        return None
    return _Ready(waiting.user, holder, words)
