from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.cycles.models import Reporter, Topic
from shuzhi.reports.models import Report, part_answers
from shuzhi.reports.rules.times import refuse_unless_open
from shuzhi.reports.states import Stage
from shuzhi.web.refusal import Refusal


def is_own(user: User | None, reporter: Reporter) -> bool:
    """The person under review."""
    return user is not None and reporter.user_id == user.pk


def refuse_unless_author(user: User | None, reporter: Reporter) -> Refusal | None:
    """Authors are the reporter and the staff of exactly this organisation; a grant above it is no pen."""
    if user is None or is_own(user, reporter):
        return None
    place = reporter.tenure.organisation.path
    grants = user.grants_for("report.write") if user.is_authenticated else []
    if any(
        grant.organisation_path == place
        and grant.role == "staff"
        and grant.cycle_id in (None, reporter.cycle_id)
        for grant in grants
    ):
        return None
    said = _("Only %(name)s and the staff of %(organisation)s write this report.")
    return Refusal(
        said % {"name": reporter.person_name, "organisation": reporter.organisation_name}, status=403
    )


def may_begin(user: User | None, reporter: Reporter) -> Refusal | None:
    if refusal := refuse_unless_author(user, reporter):
        return refusal
    return refuse_unless_open(reporter.cycle)


def may_write(user: User | None, report: Report) -> Refusal | None:
    """The text is open until it is handed in, and again after it was returned."""
    if refusal := may_begin(user, report.reporter):
        return refusal
    if report.stage == Stage.HANDED_IN:
        return Refusal(_("The report is handed in; it can be changed when the office returns it."))
    if report.stage == Stage.ACCEPTED:
        return Refusal(_("The report is accepted; its text is frozen."))
    return None


def may_hand_in(user: User | None, report: Report) -> Refusal | None:
    """Only the reporter hands in, and only a report that is complete."""
    if refusal := may_write(user, report):
        return refusal
    if user is not None and not is_own(user, report.reporter):
        said = _("Staff may draft; %(name)s hands in with the own account.")
        return Refusal(said % {"name": report.reporter.person_name}, status=403)
    if missing := missing_parts(report):
        return Refusal(_("Not complete yet: %(parts)s.") % {"parts": "、".join(missing)})
    return None


def may_quote(missing: list[str]) -> Refusal | None:
    """A text is handed in when everything that it quotes is there."""
    if missing:
        said = _("The text quotes what is not there: %(marks)s. Enter it, or take the mark out of the text.")
        return Refusal(said % {"marks": "、".join(missing)})
    return None


def missing_parts(report: Report) -> list[str]:
    """The empty sections and the must-report topics without an answer, by name.

    A topic with parts is answered when each part says how far it is; a text may then be missing.
    """
    empty = [section["title"] for section in report.sections if not section["text"].strip()]
    answered = {answer.topic_id for answer in report.answers.all() if answer.text.strip()}
    topics = [
        said
        for topic in report.cycle.topics.all()
        if topic.must_report
        and not topic.withdrawn
        and topic.applies_to(report.reporter)
        and (said := _missing_of(topic, report, answered))
    ]
    return [*empty, *topics]


def _missing_of(topic: Topic, report: Report, answered: set[int]) -> str:
    """What of a topic is not answered, by name; empty when nothing is missing."""
    parts = part_answers(topic, report.part_answers)
    if not parts:
        return "" if topic.pk in answered else _("topic %(code)s") % {"code": topic.code}
    open_parts = [str(one.part.number) for one in parts if not one.state]
    if not open_parts:
        return ""
    said = _("topic %(code)s (parts %(numbers)s)")
    return said % {"code": topic.code, "numbers": ", ".join(open_parts)}
