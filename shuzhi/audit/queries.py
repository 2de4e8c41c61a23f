from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeAlias

from django.db import models
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from shuzhi.audit.models import FIRST_LINK, ChainEnd, Entry, sentence_of

# Lines of the log about records, the newest first.
History: TypeAlias = list[Entry]


class Reader(Protocol):
    """Whoever reads the log: accounts.User, known here by what it can answer."""

    def grants_for(self, capability: str) -> QuerySet[models.Model]: ...


def readable_by(reader: Reader) -> QuerySet[Entry]:
    """The lines within the reader's places; lines of the whole server need a grant on the whole server."""
    last = Concat(F("organisation_path"), Value("ZZZZ"), output_field=CharField())
    place = ExpressionWrapper(OuterRef("scope_path"), CharField())
    grants = reader.grants_for("audit.read").alias(first=F("organisation_path"), last=last, place=place)
    covering = grants.filter(Q(place__gte=F("first"), place__lte=F("last")))
    return Entry.objects.filter(Exists(covering)).select_related("actor")


def history_of(*subjects: models.Model, limit: int = 50, without: Collection[str] = ()) -> History:
    """What happened to these records, the newest first; the verbs `without` are not the reader's to know."""
    ours = Q(pk__in=[])
    for subject in subjects:
        label = subject._meta.label_lower  # noqa: SLF001 - Django's public way to a model's name
        ours |= Q(subject_type=label, subject_pk=str(subject.pk))
    lines = Entry.objects.filter(ours).exclude(verb__in=without).select_related("actor")
    return list(lines.order_by("-number")[:limit])


def filtered(
    entries: QuerySet[Entry], *, verb: str = "", actor: str = "", since: date | None, until: date | None
) -> QuerySet[Entry]:
    """The lines with this verb, by this actor, on these days; the newest first."""
    if verb:
        entries = entries.filter(verb=verb)
    if actor:
        entries = entries.filter(Q(actor_name__icontains=actor) | Q(actor__username=actor))
    if since:
        entries = entries.filter(made_at__date__gte=since)
    if until:
        entries = entries.filter(made_at__date__lte=until)
    return entries.order_by("-number")


def verbs_in(entries: QuerySet[Entry]) -> list[tuple[str, str]]:
    """The verbs that occur, each with its words, as the choices of a filter."""
    verbs = entries.order_by("verb").values_list("verb", flat=True).distinct()
    return [(verb, sentence_of(verb)) for verb in verbs]


def lines_of(entries: QuerySet[Entry]) -> Iterator[list[str | int]]:
    """The lines as rows of a workbook."""
    for entry in entries.iterator(chunk_size=2000):
        when = localtime(entry.made_at).strftime("%Y-%m-%d %H:%M:%S")
        yield [entry.number, when, entry.actor_name, entry.said, entry.subject_text, entry.hash]


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the chain does not hold."""

    number: int
    reason: str


def breaks_in_chain() -> Iterator[Break]:
    """Every line that was changed, moved or taken out since it was written; nothing when the log is whole."""
    number, link = 0, FIRST_LINK
    for entry in Entry.objects.order_by("number").iterator(chunk_size=2000):
        if entry.number != number + 1:
            yield Break(
                number + 1, _("lines %(first)d to %(last)d are missing") % _span(number, entry.number)
            )
        elif entry.prev_hash != link:
            yield Break(entry.number, _("does not follow from the line before it"))
        if entry.link() != entry.hash:
            yield Break(entry.number, _("was changed after it was written"))
        number, link = entry.number, entry.hash
    end = ChainEnd.objects.filter(pk=1).first()
    if (end.number, end.hash) != (number, link) if end else number:
        yield Break(number + 1, _("the end of the log was cut off or replaced"))


def _span(before: int, after: int) -> dict[str, int]:
    return {"first": before + 1, "last": after - 1}
