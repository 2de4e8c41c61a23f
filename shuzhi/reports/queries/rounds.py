"""The rounds of a report: where it stands, what changed between two of them, whether the accepted one holds."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from shuzhi.audit.queries import history_of
from shuzhi.cycles.models import digest_of
from shuzhi.reports.models import Edition, Report, parts_of
from shuzhi.reports.queries.quoting import quotes_of, said_in_words
from shuzhi.reports.queries.redline import RedPart, redline
from shuzhi.reports.queries.texts import answers_in_words

# The number of the text that has not been handed in.
DRAFT = 0


@dataclass(frozen=True, slots=True)
class Verification:
    """Whether the accepted text is what was accepted: computed anew, kept beside it, written in the log."""

    edition: Edition
    computed: str
    kept: str
    logged: str
    accepted_by: str

    @property
    def holds(self) -> bool:
        return self.computed == self.kept == self.logged == self.edition.digest


def verification_of(report: Report) -> Verification | None:
    """The check of the accepted text, or nothing before it is accepted."""
    edition = report.editions.select_related("report__reporter").first()
    if not report.is_accepted or edition is None:
        return None
    line = next((entry for entry in history_of(report) if entry.verb == "report.accepted"), None)
    return Verification(
        edition=edition,
        computed=digest_of(edition.content),
        kept=report.accepted_hash,
        logged=line.detail.get("hash", "") if line else "",
        accepted_by=line.actor_name if line else "",
    )


@dataclass(frozen=True, slots=True)
class ReturnWait:
    """Until when a returned report is awaited back, and how many days are left; negative when late."""

    until: date
    days: int


def rounds_of(report: Report) -> list[Edition]:
    """The rounds of a report, the first one first, each with its return."""
    return list(report.editions.select_related("made_by", "returned__made_by").order_by("number"))


def awaited_until(report: Report) -> ReturnWait | None:
    """Until when a returned report is awaited back; nothing while it is not returned."""
    if not report.is_writable:
        return None
    last = report.editions.select_related("returned").first()
    back = getattr(last, "returned", None)
    if back is None or back.until is None:
        return None
    return ReturnWait(back.until, (back.until - timezone.localdate()).days)


def present_text(report: Report) -> Edition:
    """The text as it stands: the draft while it is open to its authors, else what was handed in last."""
    last = report.editions.select_related("report__reporter").first()
    if last is not None and not report.is_writable:
        return last
    quotes = quotes_of(report)
    sections = [{**one, "text": said_in_words(one["text"], quotes)} for one in report.sections]
    answers = answers_in_words(report, quotes)
    return Edition(report=report, number=DRAFT, sections=sections, answers=answers)


@dataclass(frozen=True, slots=True)
class Compared:
    """Two rounds side by side; `to` 0 is the text as it stands."""

    since: int
    to: int
    parts: list[RedPart]

    @property
    def came(self) -> int:
        return sum(part.came for part in self.parts)

    @property
    def went(self) -> int:
        return sum(part.went for part in self.parts)

    @property
    def changed(self) -> bool:
        return any(part.changed for part in self.parts)


def compared(report: Report, since: int | None, to: int | None, *, drafting: bool) -> Compared | None:
    """The redline of two rounds; what was not asked for, or is not there, is the last change.

    The text as it stands is for its authors alone (`drafting`).
    """
    texts = {one.number: one for one in rounds_of(report)}
    if drafting:
        texts[DRAFT] = present_text(report)
    newest = DRAFT if drafting else max(texts, default=DRAFT)
    to = to if to in texts else newest
    earlier = [number for number in texts if number and (to == DRAFT or number < to)] or [to]
    since = since if since and since in texts else max(earlier)
    if to is None or since not in texts or to not in texts:
        return None
    old, new = (parts_of(texts[number].sections, texts[number].answers) for number in (since, to))
    return Compared(since, to, redline(old, new))
