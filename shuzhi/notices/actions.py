from collections.abc import Iterable, Mapping

from django.db import models, transaction
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.notices import queries, rules
from shuzhi.notices.models import Notice
from shuzhi.web.refusal import require


@transaction.atomic
def notify(
    users: Iterable[User],
    *,
    verb: str,
    subject: models.Model,
    url: str,
    actor: User | None,
    figures: Mapping[str, object] | None = None,
) -> list[Notice]:
    """Tells people what waits for them and where; whoever has not read the last such notice gets it refreshed.

    `verb` is a key of a step's `notice_texts` in its AppConfig: a sentence with %(who)s, %(what)s and the names in
    `figures` (see `rules.FIGURES`). It is put into words when it is read, in the reader's language. Accounts that
    are switched off, and the actor, are left out.
    """
    if verb not in rules.texts_of_steps():
        raise KeyError(f"No step lists {verb} among its notice_texts.")
    if not url_has_allowed_host_and_scheme(url, allowed_hosts=None) or not url.startswith("/"):
        raise ValueError(f"A notice leads to a page of this site, not to {url}.")
    chosen = {user.pk: user for user in users if user.is_active and (actor is None or user.pk != actor.pk)}
    wanted = _blank(verb, subject, url, actor, rules.plain_figures(figures or {}))
    told = _refresh(chosen, wanted) + _write_new(chosen, wanted)
    if told:
        record(actor, "notice.sent", subject, detail={"notice": verb, "people": len(told)})
    return told


@transaction.atomic
def mark_read(notice: Notice, *, actor: User) -> None:
    """The notice no longer counts. Not logged: when a person reads is nobody's business."""
    require(rules.may_read(actor, notice))
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=timezone.now())


@transaction.atomic
def mark_all_read(*, actor: User) -> int:
    """Empties the person's own bell; says how many notices it held."""
    return queries.notices_for(actor, unread=True).update(read_at=timezone.now())


def _blank(
    verb: str, subject: models.Model, url: str, actor: User | None, figures: dict[str, str | int]
) -> dict[str, object]:
    return {
        "kind": verb,
        "subject_type": subject._meta.label_lower,  # noqa: SLF001 - Django's public way to a model's name
        "subject_pk": str(subject.pk),
        "subject_text": str(subject)[:200],
        "figures": figures,
        "url": url[:300],
        "sender_name": str(actor)[:150] if actor else "",
        "made_at": timezone.now(),
    }


def _refresh(chosen: dict[int, User], wanted: dict[str, object]) -> list[Notice]:
    """The unread notices of this kind about this thing, brought up to date; their readers leave `chosen`."""
    keys = {name: wanted[name] for name in ("kind", "subject_type", "subject_pk")}
    unread = Notice.objects.select_for_update().filter(user__in=[*chosen], read_at=None, **keys)
    standing = list(unread.order_by("pk"))
    for notice in standing:
        chosen.pop(notice.user_id)
        for name, value in wanted.items():
            setattr(notice, name, value)
        notice.times += 1
    fields = ["subject_text", "figures", "url", "sender_name", "made_at", "times"]
    Notice.objects.bulk_update(standing, fields)
    return standing


def _write_new(chosen: dict[int, User], wanted: dict[str, object]) -> list[Notice]:
    """A notice each for the others. One that another request wrote in this moment stands; nobody is told twice."""
    fresh = [Notice(user=user, **wanted) for user in chosen.values()]
    Notice.objects.bulk_create(fresh, ignore_conflicts=True)
    keys = {name: wanted[name] for name in ("kind", "subject_type", "subject_pk")}
    return list(Notice.objects.filter(user__in=[*chosen], read_at=None, **keys))
