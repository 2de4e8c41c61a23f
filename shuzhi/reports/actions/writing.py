from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.cycles.models import Reporter
from shuzhi.reports import queries, rules
from shuzhi.reports.actions.holding import hold_text
from shuzhi.reports.models import Report, SetAside, TopicAnswer, is_note, is_state
from shuzhi.web.refusal import require

# A text saves itself every few seconds; the log says once a sitting who worked on it.
SITTING = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Typed:
    """The text of one field and the version it was written upon.

    `over` is the newer version the writer has seen and answers: "mine" sets that text aside and puts this one
    in its place, "both" says that this one already holds what was wanted of it.
    """

    text: str
    base: int
    over: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """One open page: its name, and the number of this save among its saves."""

    key: str = ""
    seq: int = 0


class StaleText(Exception):  # noqa: N818 - not a fault of the program: two people wrote at once
    """A newer save of the same field came first; the text that lost is kept."""

    def __init__(self, kept: SetAside) -> None:
        super().__init__(str(kept))
        self.kept = kept


@dataclass(slots=True)
class Saved:
    """What became of a save: the report and its texts now, the fields taken, the texts kept aside."""

    report: Report
    texts: dict[str, str]
    taken: list[str] = field(default_factory=list)
    kept: dict[str, SetAside] = field(default_factory=dict)


@transaction.atomic
def begin_report(reporter: Reporter, *, actor: User | None) -> Report:
    """Lays out the empty sections of the cycle; a report that is begun already is handed back as it is."""
    require(rules.may_begin(actor, reporter))
    empty = [{**section, "text": ""} for section in queries.sections_for(reporter)]
    report, fresh = Report.objects.get_or_create(reporter=reporter, defaults={"sections": empty})
    if fresh:
        record(actor, "report.begun", report)
    return report


@transaction.atomic
def save_fields(report: Report, typed: dict[str, Typed], *, window: Window, actor: User | None) -> Saved:
    """Saves each field upon the version it was written on; fields that others wrote meanwhile stay theirs.

    A field that somebody else saved in between is not overwritten: this text of it is set aside, and `kept`
    says so. A save that comes late, after a newer one of the same window, changes nothing.
    """
    held = hold_text(report)
    require(rules.may_write(actor, held))
    present = queries.texts_of(held)
    outcome = Saved(held, present)
    changed = {}
    for name, one in typed.items():
        if name not in present:
            continue
        mark = held.marks.get(name, {})
        if one.text == present[name] or _is_late(mark, window):
            outcome.taken.append(name)
        elif one.base == mark.get("n", 0) or _is_own_run(mark, one.base, window):
            outcome.taken.append(name)
            _answer_the_other(held, name, one, present[name], window, actor)
            changed[name] = one.text
            _mark(held, name, window, actor)
        else:
            outcome.kept[name] = _set_aside(held, name, one, window, actor)
    if changed:
        _store(held, changed, actor)
        present.update(changed)
    return outcome


def save_draft(
    report: Report,
    sections: dict[str, str],
    answers: dict[int, str],
    *,
    actor: User | None,
    parts: dict[str, str] | None = None,
) -> Report:
    """Saves the given fields upon the text as `report` was read, and hands the report back as it is now.

    `parts` are states of and notes to parts of topics, by the name of their field.
    Where somebody else saved the same field in between, the text is set aside and `StaleText` raised.
    """
    texts = {queries.section_field(key): text for key, text in sections.items()}
    texts |= {queries.answer_field(key): text for key, text in answers.items()} | (parts or {})
    typed = {name: Typed(text, report.marks.get(name, {}).get("n", 0)) for name, text in texts.items()}
    saved = save_fields(report, typed, window=Window(), actor=actor)
    for kept in saved.kept.values():
        raise StaleText(kept)
    return queries.with_everything(Report.objects.filter(pk=report.pk)).get()


@transaction.atomic
def take_set_aside(kept: SetAside, *, base: int, actor: User | None) -> Saved:
    """Puts a text that was set aside in the place of the present one, which is set aside in turn."""
    taken = save_fields(
        kept.report, {kept.field: Typed(kept.text, base, "mine")}, window=Window(), actor=actor
    )
    if kept.field in taken.taken:
        SetAside.objects.filter(pk=kept.pk).delete()
        record(actor, "report.set_aside_taken", taken.report, detail={"field": kept.field})
    return taken


def _is_late(mark: dict[str, Any], window: Window) -> bool:
    """A newer save of this window has already been taken."""
    return bool(window.key) and mark.get("window") == window.key and window.seq <= mark.get("seq", 0)


def _is_own_run(mark: dict[str, Any], base: int, window: Window) -> bool:
    """All that was saved since `base` came from this window: its answer got lost, no other pen was there."""
    return bool(window.key) and mark.get("window") == window.key and base >= mark.get("since", 0)


def _mark(report: Report, name: str, window: Window, actor: User | None) -> None:
    before = report.marks.get(name, {})
    n = before.get("n", 0)
    same = window.key and before.get("window") == window.key
    report.marks[name] = {
        "n": n + 1,
        "by": actor.pk if actor else None,
        "name": str(actor) if actor else "",
        "at": timezone.now().isoformat(timespec="seconds"),
        "window": window.key,
        "seq": window.seq,
        "since": before["since"] if same else n,
    }


def _store(report: Report, texts: dict[str, str], actor: User | None) -> None:
    """Writes the changed fields: one row for all sections, one for each answer."""
    now = timezone.now()
    same_hand = report.saved_by_id == (actor.pk if actor else None)
    new_sitting = not (same_hand and report.saved_at and now - report.saved_at < SITTING)
    report.sections = [
        {**one, "text": texts.get(queries.section_field(one["key"]), one["text"])} for one in report.sections
    ]
    topics = {topic: text for name, text in texts.items() if (topic := queries.topic_of_field(name))}
    TopicAnswer.objects.bulk_create(
        [TopicAnswer(report=report, topic_id=topic, text=text) for topic, text in topics.items()],
        update_conflicts=True,
        unique_fields=["report", "topic"],
        update_fields=["text"],
    )
    report.part_answers |= {name: text for name, text in texts.items() if is_state(name) or is_note(name)}
    report.version += 1
    report.saved_at, report.saved_by = now, actor
    report.save(update_fields=["sections", "part_answers", "marks", "version", "saved_at", "saved_by"])
    if new_sitting:
        record(actor, "report.worked_on", report, detail={"version": report.version})


def _answer_the_other(
    report: Report, name: str, one: Typed, present: str, window: Window, actor: User | None
) -> None:
    """The writer has seen the other text: it is kept where it was not wanted, and the own copy is settled."""
    if not one.over:
        return
    mark = report.marks.get(name, {})
    if one.over == "mine" and present.strip():
        SetAside.objects.update_or_create(
            report=report,
            author_id=mark.get("by"),
            field=name,
            base=mark.get("n", 0),
            window="",
            defaults={"text": present},
        )
    if window.key:
        SetAside.objects.filter(report=report, author=actor, field=name, window=window.key).delete()


def _set_aside(report: Report, name: str, one: Typed, window: Window, author: User | None) -> SetAside:
    """One row for each window and field: later attempts replace earlier ones, whichever arrives last."""
    place: dict[str, Any] = {
        "report": report,
        "author": author,
        "field": name,
        "base": one.base,
        "window": window.key,
    }
    newer = SetAside.objects.filter(**place, seq__gt=window.seq).first()
    if newer is not None:
        return newer
    kept, fresh = SetAside.objects.update_or_create(**place, defaults={"text": one.text, "seq": window.seq})
    if fresh:
        record(author, "report.set_aside", report, detail={"field": name, "upon": one.base})
    return kept
