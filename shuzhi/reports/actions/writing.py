from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.cycles.models import Reporter
from shuzhi.reports import queries, rules
from shuzhi.reports.actions.holding import hold
from shuzhi.reports.models import Report, SetAside, TopicAnswer
from shuzhi.web.refusal import require

# A text saves itself every few seconds; the log says once a sitting who worked on it.
SITTING = timedelta(minutes=30)


class StaleText(Exception):  # noqa: N818 - not a fault of the program: two people wrote at once
    """A newer save came first; the text that lost is kept."""

    def __init__(self, kept: SetAside) -> None:
        super().__init__(str(kept))
        self.kept = kept


@transaction.atomic
def begin_report(reporter: Reporter, *, actor: User | None) -> Report:
    """Lays out the empty sections of the cycle; a report that is begun already is handed back as it is."""
    require(rules.may_begin(actor, reporter))
    empty = [{**section, "text": ""} for section in reporter.cycle.report_sections]
    report, fresh = Report.objects.get_or_create(reporter=reporter, defaults={"sections": empty})
    if fresh:
        record(actor, "report.begun", report)
    return report


def save_draft(
    report: Report,
    sections: dict[str, str],
    answers: dict[int, str],
    *,
    version: int,
    actor: User | None,
) -> Report:
    """Saves the text upon the version it was written on and returns the report with the next one.

    When somebody saved in between, nothing is overwritten: the text is set aside and `StaleText` raised.
    """
    with transaction.atomic():
        held = hold(report)
        require(rules.may_write(actor, held))
        if held.version == version:
            return _write(held, sections, answers, actor)
        kept = _set_aside(held, _filled(held, sections), answers, version, actor)
    raise StaleText(kept)


@transaction.atomic
def take_set_aside(kept: SetAside, *, version: int, actor: User | None) -> Report:
    """Puts a text that was set aside in the place of the present one, which is set aside in turn."""
    report = hold(kept.report)
    require(rules.may_write(actor, report))
    if report.version != version:
        raise StaleText(kept)
    present = {answer.topic_id: answer.text for answer in report.answers.all()}
    _set_aside(report, report.sections, present, report.version, report.saved_by)
    texts = {section["key"]: section["text"] for section in kept.sections}
    taken = _write(report, texts, {int(key): text for key, text in kept.answers.items()}, actor)
    kept.delete()
    record(actor, "report.set_aside_taken", taken)
    return taken


def _filled(report: Report, texts: dict[str, str]) -> list[dict[str, Any]]:
    return [{**section, "text": texts.get(section["key"], section["text"])} for section in report.sections]


def _write(report: Report, texts: dict[str, str], answers: dict[int, str], actor: User | None) -> Report:
    now = timezone.now()
    same_hand = report.saved_by_id == (actor.pk if actor else None)
    new_sitting = not (same_hand and report.saved_at and now - report.saved_at < SITTING)
    topics = {topic.pk for topic in report.cycle.topics.all()}
    for topic, text in answers.items():
        if topic in topics:
            TopicAnswer.objects.update_or_create(report=report, topic_id=topic, defaults={"text": text})
    report.sections = _filled(report, texts)
    report.version += 1
    report.saved_at, report.saved_by = now, actor
    report.save(update_fields=["sections", "version", "saved_at", "saved_by"])
    if new_sitting:
        record(actor, "report.worked_on", report, detail={"version": report.version})
    return queries.with_everything(Report.objects.filter(pk=report.pk)).get()


def _set_aside(
    report: Report,
    sections: list[dict[str, Any]],
    answers: dict[int, str],
    version: int,
    author: User | None,
) -> SetAside:
    """One row for each window: its later attempts replace its earlier ones."""
    kept, fresh = SetAside.objects.update_or_create(
        report=report, author=author, version=version, defaults={"sections": sections, "answers": answers}
    )
    if fresh:
        record(author, "report.set_aside", report, detail={"version": version, "newer": report.version})
    return kept
