from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.accounts.rules import refuse_unless
from shuzhi.reports.models import Report
from shuzhi.reports.rules.writing import refuse_unless_author
from shuzhi.web.refusal import Refusal


def may_read(user: User | None, report: Report) -> Refusal | None:
    """Others read what was handed in; the draft belongs to its authors."""
    if refuse_unless_author(user, report.reporter) is None:
        return None
    reporter = report.reporter
    if refusal := refuse_unless(
        user, "report.read", reporter.scope_path, reporter.cycle_id, about_user_id=reporter.user_id
    ):
        return refusal
    if report.handed_in_at is None:
        return Refusal(_("%(name)s has not handed in yet.") % {"name": reporter.person_name})
    return None
