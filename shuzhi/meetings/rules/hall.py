from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shuzhi.accounts.models import User
from shuzhi.cycles.models import Cycle
from shuzhi.meetings.models import AgendaItem, HallRules, Meeting, Question
from shuzhi.meetings.rules.planning import may_run, refuse_elsewhere
from shuzhi.meetings.states import UNDER_WAY, State, Step
from shuzhi.reports.models import fair_length
from shuzhi.web.refusal import Refusal


def may_start(user: User | None, meeting: Meeting) -> Refusal | None:
    if refusal := may_run(user, meeting):
        return refusal
    if meeting.state != State.PLANNED:
        return Refusal(_("The meeting has already begun."))
    if refusal := refuse_elsewhere(meeting):
        return refusal
    if not meeting.items.exists():
        return Refusal(_("Nobody is on the agenda yet."))
    if meeting.groups.exists():
        astray = meeting.items.filter(written=False, group=None).select_related("reporter", "stand_in")
        if left := [str(item) for item in astray]:
            said = _("The meeting hears its reporters in groups; in no group yet: %(names)s.")
            return Refusal(said % {"names": "、".join(left)})
    return None


def may_end(user: User | None, meeting: Meeting) -> Refusal | None:
    """A meeting ends when every report on its agenda has its comment."""
    if refusal := may_run(user, meeting):
        return refusal
    if meeting.state != State.RUNNING:
        return Refusal(_("The meeting is not running."))
    open_items = [str(item) for item in _items(meeting) if item.step != Step.DONE]
    if open_items:
        return Refusal(_("Not done yet: %(names)s.") % {"names": "、".join(open_items)})
    return None


def may_postpone(user: User | None, item: AgendaItem) -> Refusal | None:
    """Whoever is not there when called goes to the end of the agenda."""
    if refusal := may_run(user, item.meeting):
        return refusal
    if item.step != Step.WAITING:
        return Refusal(_("%(name)s is already under way or done.") % {"name": item})
    return None


def may_move(user: User | None, item: AgendaItem, step: Step) -> Refusal | None:
    """The next step of a reporter: in order, one reporter of a group at a time, nothing left out."""
    if refusal := may_run(user, item.meeting):
        return refusal
    if item.written:
        return _refuse_written(item, step)
    if item.meeting.state != State.RUNNING:
        return Refusal(_("The meeting is not running; begin it first."))
    if step not in item.moves:
        said = _("After “%(now)s” comes not “%(wanted)s”: report, questions, comment, in this order.")
        return Refusal(said % {"now": Step(item.step).label, "wanted": step.label})
    asked = {
        Step.REPORTING: _refuse_report,
        Step.COMMENT: _refuse_open_questions,
        Step.DONE: refuse_without_comment,
    }
    return asked[step](item) if step in asked else None


def _refuse_written(item: AgendaItem, step: Step) -> Refusal | None:
    """A written report is not walked through: accepted, commented on in writing, done."""
    if item.meeting.state == State.ENDED:
        return Refusal(_("The meeting has ended."))
    if step not in item.moves:
        return Refusal(_("%(name)s reports in writing and is not called up.") % {"name": item})
    if not report_is_accepted(item):
        said = _("The report of %(name)s is not accepted yet; the office accepts it first.")
        return Refusal(said % {"name": item})
    return refuse_without_comment(item) or refuse_elsewhere(item.meeting)


def _refuse_report(item: AgendaItem) -> Refusal | None:
    for other in _items(item.meeting):
        if other.step in UNDER_WAY and other.group_id == item.group_id:
            return Refusal(_("%(name)s is not done yet; one report, one comment.") % {"name": other})
    if not report_is_accepted(item):
        said = _("The report of %(name)s is not accepted yet; the office accepts it first.")
        return Refusal(said % {"name": item})
    return None


def _refuse_open_questions(item: AgendaItem) -> Refusal | None:
    waiting = sum(question.is_open for question in item.questions.all())
    if waiting:
        said = ngettext(
            "%(n)d question waits for an answer: write it down, or note that it follows in writing.",
            "%(n)d questions wait for an answer: write it down, or note that it follows in writing.",
            waiting,
        )
        return Refusal(said % {"n": waiting})
    return None


def refuse_without_comment(item: AgendaItem) -> Refusal | None:
    """The superior's comment of the full length stands, or it says that it does not.

    What observers and other leaders said never stands for it. A written report may go without, where the rules
    of the cycle's meetings say so.
    """
    if item.written and not written_comment_is_asked(item.meeting.cycle):
        return None
    least = item.meeting.cycle.comment_minimum
    given = [comment for comment in item.comments.all() if comment.mandatory]
    if any(fair_length(comment.text) >= least for comment in given):
        return None
    said = _(
        "The comment on %(name)s is still missing: the secretary gives it, with a length of at least %(n)d."
    )
    return Refusal(said % {"name": item, "n": least})


def written_comment_is_asked(cycle: Cycle) -> bool:
    rules: HallRules | None = getattr(cycle, "hall_rules", None)
    return rules is None or rules.written_comment


def may_ask(user: User | None, item: AgendaItem, follows: Question | None = None) -> Refusal | None:
    """Questions while a reporter reports and answers; a follow-up goes on from an answer that was given."""
    if refusal := may_run(user, item.meeting):
        return refusal
    if follows is not None and follows.item_id != item.pk:
        return Refusal(_("This question was not put to %(name)s.") % {"name": item})
    if follows is not None and not follows.answer.strip():
        return Refusal(_("A follow-up follows an answer; the first question has none yet."))
    if item.step not in (Step.REPORTING, Step.QUESTIONS):
        return Refusal(_("Questions are noted while %(name)s reports and answers.") % {"name": item})
    return None


def may_answer(user: User | None, question: Question) -> Refusal | None:
    """An answer is noted until the meeting has ended."""
    if refusal := may_run(user, question.item.meeting):
        return refusal
    if question.item.meeting.state == State.ENDED:
        return Refusal(_("The meeting has ended."))
    return None


def waiting_for(meeting: Meeting, items: list[AgendaItem] | None = None) -> list[str]:
    """What the ballot still waits for, one sentence for each reporter on the agenda that is not ready."""
    found = []
    for item in _items(meeting) if items is None else items:
        if not report_is_accepted(item):
            found.append(_("%(name)s: the report is not accepted yet (the office).") % {"name": item})
        elif item.written and refuse_without_comment(item):
            found.append(_("%(name)s: the comment in writing is missing (the secretary).") % {"name": item})
        elif not item.written and item.step in (Step.WAITING, Step.REPORTING):
            found.append(_("%(name)s: has not reported yet (the reporter).") % {"name": item})
        elif item.step == Step.QUESTIONS:
            found.append(_("%(name)s: is answering questions (the reporter).") % {"name": item})
        elif refuse_without_comment(item):
            found.append(_("%(name)s: the comment is missing (the secretary).") % {"name": item})
        elif item.step != Step.DONE:
            found.append(
                _("%(name)s: the comment stands, the item is not marked done (the office).") % {"name": item}
            )
    return found


def may_open_ballot(meeting: Meeting) -> Refusal | None:
    """The gate of the ballot: every report on the agenda accepted, given and commented on."""
    if not meeting.items.exists():
        return Refusal(_("Nobody is on the agenda, so there is nothing to rate."))
    if waiting := waiting_for(meeting):
        return Refusal(_("The ballot waits for: %(what)s") % {"what": " ".join(waiting)})
    return None


def report_is_accepted(item: AgendaItem) -> bool:
    """A rehearsal begins where the day begins: the reports of its stand-ins count as accepted."""
    if item.stand_in_id is not None:
        return True
    report = getattr(item.reporter, "report", None)
    return report is not None and report.is_accepted


def _items(meeting: Meeting) -> list[AgendaItem]:
    items = meeting.items.select_related("reporter__report", "stand_in").prefetch_related("comments")
    for item in (found := list(items)):
        item.meeting = meeting
    return found
