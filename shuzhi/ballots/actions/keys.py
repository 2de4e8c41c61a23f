"""The key ceremony: a pair is made in memory, its private half goes out in three shares and is kept nowhere."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.ballots import issuing, queries, rules, sealing
from shuzhi.ballots.actions.holding import hold
from shuzhi.ballots.models.keys import BallotKey, KeyHolder
from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.rules.keys import Candidate
from shuzhi.web.refusal import Refusal, require

# The first four words of a share name the key and the holder's place, so they are not asked for.
FIRST_ASKED, ASKED = 5, 2


@dataclass(frozen=True, slots=True)
class Share:
    """A share on its way to its holder: the only moment at which its words are known. No words: it is locked."""

    place: int
    role: str
    name: str
    words: str


@transaction.atomic
def make_key(
    session: BallotSession,
    candidates: Sequence[Candidate],
    *,
    actor: User | None,
    reason: str = "",
    made_before: int | None = None,
) -> list[Share]:
    """A new key for the ballot and a share of it for each holder; an earlier key is gone for good.

    `made_before` is the ceremony that the page knew of: a page sent twice makes no second key.
    """
    session = hold(session)
    require(rules.may_make_key(actor, session))
    require(rules.refuse_candidates(session, candidates))
    before = BallotKey.objects.filter(session=session).first()
    if made_before is not None:
        require(rules.refuse_made_since(before, made_before))
    if before and not reason.strip():
        require(Refusal(_("The ballot has a key already; say why the ceremony is repeated.")))
    pair = sealing.new_pair()
    words = sealing.split(pair.private)
    number = before.ceremony + 1 if before else 1
    if before:
        before.delete()
    key = BallotKey.objects.create(
        session=session,
        public=pair.public,
        fingerprint=sealing.fingerprint(pair.public),
        share_set=sealing.set_of(words[0]),
        ceremony=number,
        made_by=actor,
    )
    shares = [
        _hand_out(key, place, one, share)
        for place, (one, share) in enumerate(zip(candidates, words, strict=True), 1)
    ]
    detail = {
        "fingerprint": key.fingerprint,
        "holders": [f"{one.role} {one.name}" for one in candidates],
        "ceremony": number,
    }
    record(actor, "ballot.key_made", session, detail=detail | ({"reason": reason} if before else {}))
    # Last: when the commit after it fails, the box has a key that no session knows, and opening is refused.
    if not issuing.put_key(session.box_form, pair.public):
        require(Refusal(_("The ballot has been opened; its key no longer changes.")))
    return shares


def _hand_out(key: BallotKey, place: int, one: Candidate, words: str) -> Share:
    holder = KeyHolder(key=key, place=place, role=one.role.strip(), user=one.user, name=one.name.strip())
    if one.password:
        holder.kind, holder.locked = KeyHolder.Kind.PASSWORD, sealing.lock(words, one.password)
    else:
        listed = words.split()
        positions = range(FIRST_ASKED, len(listed) + 1)
        holder.asked = sorted(secrets.SystemRandom().sample(positions, ASKED))
        holder.asked_hash = queries.hash_of_words(key.public, place, [listed[at - 1] for at in holder.asked])
    holder.save(force_insert=True)
    return Share(place, holder.role, holder.name, "" if one.password else words)


@transaction.atomic
def confirm_share(
    holder: KeyHolder, *, actor: User | None, words: Sequence[str] = (), password: str = ""
) -> KeyHolder:
    """The holder shows that the share is at hand: by the two words asked for, or by the password."""
    session = hold(holder.key.session)
    holder = (
        KeyHolder.objects.select_for_update(of=("self",)).select_related("key__session").get(pk=holder.pk)
    )
    require(rules.may_confirm(actor, holder))
    require(_refuse_wrong(holder, words, password))
    holder.confirmed_at = timezone.now()
    holder.save(update_fields=["confirmed_at"])
    record(actor, "ballot.share_confirmed", session, detail={"holder": str(holder)})
    return holder


def _refuse_wrong(holder: KeyHolder, words: Sequence[str], password: str) -> Refusal | None:
    if holder.by_password:
        try:
            sealing.unlock(holder.locked, password)
        except sealing.WrongPassword:
            return Refusal(_("This is not the password of this share."), about="password")
        return None
    typed = [sealing.tidy_share(word) for word in words]
    if secrets.compare_digest(
        queries.hash_of_words(holder.key.public, holder.place, typed), holder.asked_hash
    ):
        return None
    said = _("These are not words %(first)d and %(second)d of this share. Look at the sheet again.")
    return Refusal(said % {"first": holder.asked[0], "second": holder.asked[1]}, about="first")
