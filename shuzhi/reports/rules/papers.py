"""Who may take the report and its vetting sheet away as documents, and what they need."""

from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.reports.models import Report
from shuzhi.reports.rules.reading import may_read
from shuzhi.reports.rules.vetting import may_see_vetting
from shuzhi.reports.rules.writing import refuse_unless_author
from shuzhi.web.refusal import Refusal


def may_take_report(user: User | None, report: Report) -> Refusal | None:
    """The document is made of the text as it was handed in; a draft is not a document."""
    if refusal := may_read(user, report):
        return refusal
    if report.handed_in_at is None:
        name = report.reporter.person_name
        return Refusal(_("%(name)s has not handed in yet.") % {"name": name})
    return None


def may_take_vetting_sheet(user: User | None, report: Report) -> Refusal | None:
    """The office that vets and the authors who answer have the same sheet."""
    if refuse_unless_author(user, report.reporter) is not None and (refusal := may_see_vetting(user, report)):
        return refusal
    if report.handed_in_at is None:
        name = report.reporter.person_name
        return Refusal(_("%(name)s has not handed in yet.") % {"name": name})
    return None
