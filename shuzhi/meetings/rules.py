from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shuzhi.accounts.models import User
from shuzhi.accounts.rules import refuse_unless
from shuzhi.cycles.models import Cycle, Reporter
from shuzhi.cycles.states import Stage as CycleStage
from shuzhi.meetings.models import AgendaItem, Meeting, Question
from shuzhi.meetings.states import STEP_MOVES, UNDER_WAY, State, Step
from shuzhi.reports.models import characters_in
from shuzhi.web.refusal import Refusal

SHORTEST_REASON = 5


def may_run(user: User | None, meeting: Meeting) -> Refusal | None:
    return refuse_unless(user, "meeting.run", meeting.scope_path, meeting.cycle_id)


def may_plan(user: User | None, cycle: Cycle) -> Refusal | None:
    """Meetings are planned in an open cycle: the reporters are certain then."""
    if refusal := refuse_unless(user, "meeting.run", cycle.scope_path, cycle.pk):
        return refusal
    if cycle.stage == CycleStage.PREPARING:
        return Refusal(_("The cycle is not open yet; open it, then plan its meetings."))
    if cycle.stage == CycleStage.CLOSED:
        return Refusal(_("The cycle is closed."))
    return None


def may_arrange(user: User | None, meeting: Meeting) -> Refusal | None:
    """Date, place and agenda change until the meeting begins."""
    if refusal := may_run(user, meeting):
        return refusal
    if meeting.state != State.PLANNED:
        return Refusal(_("The meeting has begun; its agenda stands."))
    return None


def may_draw_lots(user: User | None, meeting: Meeting, reason: str | None = None) -> Refusal | None:
    """A second draw needs a reason, and the first one stays on record."""
    if refusal := may_arrange(user, meeting):
        return refusal
    if meeting.items.count() < 2:
        return Refusal(_("Lots are drawn among at least two reporters; put them on the agenda first."))
    if reason is not None and len(reason.strip()) < SHORTEST_REASON and meeting.draws.exists():
        return Refusal(_("Lots were already drawn. Drawing again needs a reason of at least 5 characters."))
    return None


def may_start(user: User | None, meeting: Meeting) -> Refusal | None:
    if refusal := may_run(user, meeting):
        return refusal
    if meeting.state != State.PLANNED:
        return Refusal(_("The meeting has already begun."))
    if not meeting.items.exists():
        return Refusal(_("Nobody is on the agenda yet."))
    return None


def refuse_closing(cycle: Cycle) -> Refusal | None:
    """A cycle is not closed while a meeting of it is planned or running."""
    waiting = cycle.meetings.exclude(state=State.ENDED).first()
    if waiting is None:
        return None
    return Refusal(
        _("The meeting “%(title)s” has not ended; end or cancel it first.") % {"title": waiting.title}
    )


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
    """The next step of a reporter: in order, one reporter at a time, nothing left out."""
    if refusal := may_run(user, item.meeting):
        return refusal
    if item.meeting.state != State.RUNNING:
        return Refusal(_("The meeting is not running; begin it first."))
    if step not in STEP_MOVES[Step(item.step)]:
        said = _("After “%(now)s” comes not “%(wanted)s”: report, questions, comment, in this order.")
        return Refusal(said % {"now": Step(item.step).label, "wanted": step.label})
    asked = {
        Step.REPORTING: _refuse_report,
        Step.COMMENT: _refuse_open_questions,
        Step.DONE: refuse_without_comment,
    }
    return asked[step](item) if step in asked else None


def _refuse_report(item: AgendaItem) -> Refusal | None:
    for other in _items(item.meeting):
        if other.step in UNDER_WAY:
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
    """A comment of the full length stands, or it says that it does not."""
    least = item.meeting.cycle.comment_minimum
    if any(characters_in(comment.text) >= least for comment in item.comments.all()):
        return None
    said = _(
        "The comment on %(name)s is still missing: the secretary gives it, in at least %(n)d characters."
    )
    return Refusal(said % {"name": item, "n": least})


def may_ask(user: User | None, item: AgendaItem) -> Refusal | None:
    if refusal := may_run(user, item.meeting):
        return refusal
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


def may_draft_comment(user: User | None, item: AgendaItem) -> Refusal | None:
    """A comment can be prepared before the meeting; nobody comments on the own report."""
    refusal = refuse_unless(
        user,
        "meeting.comment",
        item.scope_path,
        item.meeting.cycle_id,
        about_user_id=item.reporter.user_id,
    )
    if refusal:
        return refusal
    if any(comment.speaker_id == getattr(user, "pk", None) for comment in item.comments.all()):
        return Refusal(_("Your comment on %(name)s stands.") % {"name": item})
    if item.meeting.state == State.ENDED:
        return Refusal(_("The meeting has ended."))
    return None


def may_comment(
    user: User | None, item: AgendaItem, speaker: User | None = None, text: str | None = None
) -> Refusal | None:
    """The comment comes after report and questions; the office may write it down for the speaker."""
    voice = speaker or user
    for_another = speaker is not None and user is not None and speaker.pk != user.pk
    if for_another and (refusal := may_run(user, item.meeting)):
        return refusal
    if refusal := may_draft_comment(voice, item):
        return refusal
    if item.step != Step.COMMENT:
        said = _("%(name)s is at “%(step)s”; the comment follows report and questions.")
        return Refusal(said % {"name": item, "step": Step(item.step).label})
    least = item.meeting.cycle.comment_minimum
    if text is not None and characters_in(text) < least:
        said = _("The comment has %(n)d characters; at least %(least)d are needed.")
        return Refusal(said % {"n": characters_in(text), "least": least})
    return None


def may_view(user: User | None, meeting: Meeting) -> Refusal | None:
    return refuse_unless(user, "meeting.view", meeting.scope_path, meeting.cycle_id)


def may_read_item(user: User | None, item: AgendaItem) -> Refusal | None:
    """Report, comment and problems of one reporter side by side: for those who read that report anyway."""
    return refuse_unless(
        user,
        "report.read",
        item.scope_path,
        item.meeting.cycle_id,
        about_user_id=item.reporter.user_id,
    )


def waiting_for(meeting: Meeting, items: list[AgendaItem] | None = None) -> list[str]:
    """What the ballot still waits for, one sentence for each reporter on the agenda that is not ready."""
    found = []
    for item in _items(meeting) if items is None else items:
        if not report_is_accepted(item):
            found.append(_("%(name)s: the report is not accepted yet (the office).") % {"name": item})
        elif item.step in (Step.WAITING, Step.REPORTING):
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
    report = getattr(item.reporter, "report", None)
    return report is not None and report.is_accepted


def _items(meeting: Meeting) -> list[AgendaItem]:
    return list(meeting.items.select_related("reporter__report").prefetch_related("comments"))


def may_make_plan(meeting: Meeting) -> Refusal | None:
    """The plan of a meeting lists who reports in which order."""
    if not meeting.items.exists():
        return Refusal(_("Nobody is on the agenda yet."))
    return None


def may_see_portrait(user: User | None, reporter: Reporter) -> Refusal | None:
    """Found, admitted and pointed out side by side: for those who read both, and never about oneself."""
    about = reporter.user_id
    place, cycle = reporter.cycle.scope_path, reporter.cycle_id
    return refuse_unless(user, "finding.view", place, cycle, about_user_id=about) or refuse_unless(
        user, "report.read", place, cycle, about_user_id=about
    )


def may_match(user: User | None, reporter: Reporter) -> Refusal | None:
    """Whether a finding stands in the report is said by the office or a commenting leader, never by a machine."""
    if refusal := may_see_portrait(user, reporter):
        return refusal
    if reporter.cycle.stage == CycleStage.CLOSED:
        return Refusal(_("The cycle is closed."))
    place, cycle = reporter.cycle.scope_path, reporter.cycle_id
    if refuse_unless(user, "meeting.comment", place, cycle, about_user_id=reporter.user_id) is None:
        return None
    return refuse_unless(user, "visit.plan", place, cycle)


def may_see_portraits(user: User | None, cycle: Cycle) -> Refusal | None:
    """All portraits of a cycle in figures; the own line is left out by the list."""
    return refuse_unless(user, "finding.view", cycle.scope_path, cycle.pk)
