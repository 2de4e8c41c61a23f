from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.accounts.rules import refuse_unless
from shuzhi.cycles.models import Cycle
from shuzhi.organisations.models import Organisation
from shuzhi.reports.models import Report, Source
from shuzhi.reports.rules.vetting import may_see_vetting
from shuzhi.reports.rules.writing import refuse_unless_author
from shuzhi.web.refusal import Refusal

SHORTEST_SOURCE = 50


def may_see_likeness(user: User | None, report: Report) -> Refusal | None:
    """Shared passages inform whoever vets the report, and nobody else."""
    if refusal := may_see_vetting(user, report):
        return refusal
    if report.handed_in_at is None:
        return Refusal(_("%(name)s has not handed in yet.") % {"name": report.reporter.person_name})
    return None


def may_see_own_likeness(user: User | None, report: Report) -> Refusal | None:
    """Authors see what their text takes over from the reporter's own earlier reports."""
    return refuse_unless_author(user, report.reporter)


def may_keep_sources(
    user: User | None, organisation: Organisation, cycle: Cycle | None = None
) -> Refusal | None:
    """The common documents are kept by the office that vets."""
    return refuse_unless(user, "report.vet", organisation.scope_path, cycle.pk if cycle else None)


def may_add_source(user: User | None, organisation: Organisation, text: str | None = None) -> Refusal | None:
    if refusal := may_keep_sources(user, organisation):
        return refusal
    if text is not None and len(text.strip()) < SHORTEST_SOURCE:
        return Refusal(_("A source has at least %(n)d characters.") % {"n": SHORTEST_SOURCE})
    return None


def may_withdraw_source(user: User | None, source: Source) -> Refusal | None:
    if refusal := may_keep_sources(user, source.organisation):
        return refusal
    return Refusal(_("The source is already withdrawn.")) if source.withdrawn_at else None
