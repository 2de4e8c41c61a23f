from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.accounts.rules import refuse_unless
from shuzhi.reports.models import Report
from shuzhi.reports.rules.times import refuse_unless_open
from shuzhi.reports.states import Stage
from shuzhi.web.refusal import Refusal

SHORTEST_NOTE = 5


def may_vet(user: User | None, report: Report) -> Refusal | None:
    """The office returns or accepts what is handed in; nobody vets the own report."""
    reporter = report.reporter
    if refusal := refuse_unless(
        user, "report.vet", report.cycle.scope_path, reporter.cycle_id, about_user_id=reporter.user_id
    ):
        return refusal
    if report.stage in (Stage.DRAFT, Stage.RETURNED):
        return Refusal(_("%(name)s has not handed in yet.") % {"name": reporter.person_name})
    if report.stage == Stage.ACCEPTED:
        return Refusal(_("The report is already accepted."))
    return refuse_unless_open(report.cycle)


def may_return(user: User | None, report: Report, notes: dict[str, str] | None = None) -> Refusal | None:
    """A return says what to change, in words the reporter can act on."""
    if refusal := may_vet(user, report):
        return refusal
    if notes is not None and not any(len(text.strip()) >= SHORTEST_NOTE for text in notes.values()):
        return Refusal(_("Say what has to change, in at least %(n)d characters.") % {"n": SHORTEST_NOTE})
    return None
