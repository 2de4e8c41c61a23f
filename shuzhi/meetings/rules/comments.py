from django.utils.translation import gettext as _

from shuzhi.accounts.models import Grant, User
from shuzhi.accounts.roles import Role
from shuzhi.accounts.rules import refuse_unless
from shuzhi.cycles.models import Cycle, Reporter
from shuzhi.cycles.states import Stage as CycleStage
from shuzhi.meetings.models import AgendaItem, Portfolio
from shuzhi.meetings.rules.hall import report_is_accepted
from shuzhi.meetings.rules.planning import may_run, refuse_elsewhere
from shuzhi.meetings.states import State, Step
from shuzhi.reports.models import fair_length
from shuzhi.web.refusal import Refusal, about


def may_draft_comment(user: User | None, item: AgendaItem) -> Refusal | None:
    """A comment can be prepared before the meeting; nobody comments on the own report."""
    refusal = refuse_unless(
        user,
        "meeting.comment",
        item.scope_path,
        item.meeting.cycle_id,
        about_user_id=item.who.user_id,
    )
    if refusal:
        return refusal
    if refusal := _refuse_outside_portfolio(user, item):
        return refusal
    if any(comment.speaker_id == getattr(user, "pk", None) for comment in item.comments.all()):
        return Refusal(_("Your comment on %(name)s stands.") % {"name": item})
    if item.meeting.state == State.ENDED:
        return Refusal(_("The meeting has ended."))
    return None


def _refuse_outside_portfolio(user: User | None, item: AgendaItem) -> Refusal | None:
    """Where portfolios are laid down, leaders beside the secretary comment within theirs alone."""
    if user is None or item.reporter_id is None:
        return None
    laid_down = Portfolio.objects.filter(cycle=item.meeting.cycle_id)
    if laid_down.filter(leader=user, reporters=item.reporter_id).exists():
        return None
    if not laid_down.exists() or is_secretary(user, item.meeting.scope_path, item.meeting.cycle_id):
        return None
    said = _(
        "%(name)s is in no portfolio of %(leader)s; the secretary or the leader of that portfolio comments."
    )
    return Refusal(said % {"name": item, "leader": user}, status=403)


def is_secretary(user: User, path: str, cycle_id: int) -> bool:
    """Whether the person is the organiser's secretary here, whose comment every report needs."""
    return any(
        path.startswith(grant.organisation_path) and grant.cycle_id in (None, cycle_id)
        for grant in Grant.objects.live().filter(user=user, role=Role.SECRETARY)
    )


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
    if item.written:
        if not report_is_accepted(item):
            return Refusal(_("%(name)s: the report is not accepted yet (the office).") % {"name": item})
        if refusal := refuse_elsewhere(item.meeting):
            return refusal
    elif item.step != Step.COMMENT:
        said = _("%(name)s is at “%(step)s”; the comment follows report and questions.")
        return Refusal(said % {"name": item, "step": Step(item.step).label})
    return None if text is None else about("text", _refuse_brief(text, item.meeting.cycle))


def _refuse_brief(text: str, cycle: Cycle) -> Refusal | None:
    length, least = fair_length(text), cycle.comment_minimum
    if length >= least:
        return None
    said = _("The comment has a length of %(n)s; at least %(least)s is needed.")
    return Refusal(said % {"n": length, "least": least})


def may_read_item(user: User | None, item: AgendaItem) -> Refusal | None:
    """Report, comment and problems of one reporter side by side: for those who read that report anyway."""
    return refuse_unless(
        user,
        "report.read",
        item.scope_path,
        item.meeting.cycle_id,
        about_user_id=item.who.user_id,
    )


def may_sit_at_the_desk(user: User | None, item: AgendaItem) -> Refusal | None:
    """The page a comment is written on is for those who comment, and for the office that writes it down."""
    if refusal := may_read_item(user, item):
        return refusal
    if may_run(user, item.meeting) is None:
        return None
    if refuse_unless(user, "meeting.comment", item.scope_path, item.meeting.cycle_id) is None:
        return None
    said = _(
        "The comment is given by the secretary or a leader who comments here; the office writes it down for them."
    )
    return Refusal(said, status=403)


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
