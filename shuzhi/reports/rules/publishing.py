from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.accounts.rules import refuse_unless
from shuzhi.cycles.models import Cycle
from shuzhi.cycles.queries import cycles_for
from shuzhi.cycles.states import Publication as Readers
from shuzhi.cycles.states import Stage as CycleStage
from shuzhi.reports.models import Publication, Report
from shuzhi.reports.rules.vetting import refuse_unless_stands
from shuzhi.reports.states import Stage
from shuzhi.web.refusal import Refusal

SHORTEST_REASON = 4


def may_plan_publishing(user: User | None, cycle: Cycle) -> Refusal | None:
    """The office that vets the reports of a cycle publishes them, also after the cycle is closed."""
    if refusal := refuse_unless(user, "report.vet", cycle.scope_path, cycle.pk):
        return refusal
    if cycle.stage == CycleStage.PREPARING:
        return Refusal(_("The cycle is not open yet; reports are written after opening."))
    return None


def may_change_withheld(user: User | None, report: Report) -> Refusal | None:
    """What is withheld is settled before publishing; nobody decides it for the own report."""
    reporter = report.reporter
    if refusal := refuse_unless(
        user, "report.vet", report.cycle.scope_path, reporter.cycle_id, about_user_id=reporter.user_id
    ):
        return refusal
    if report.stage != Stage.ACCEPTED:
        return Refusal(_("Only accepted reports are published."))
    if is_published(report):
        return Refusal(_("The report is published; withdraw it first, with the reason."))
    return None


def may_withhold(
    user: User | None,
    report: Report,
    section: str = "",
    quote: str = "",
    reason: str | None = None,
    start: int | None = None,
) -> Refusal | None:
    """A passage, a part or the whole stays unpublished, with a reason that readers see.

    The same words further on are another passage: `start` says which one is meant.
    """
    if refusal := may_change_withheld(user, report):
        return refusal
    if reason is not None and len(reason.strip()) < SHORTEST_REASON:
        return Refusal(_("Say why, in at least %(n)d characters; readers see it.") % {"n": SHORTEST_REASON})
    if refusal := refuse_unless_stands(report.editions.first(), section, quote):
        return refusal
    here = [one for one in report.withheld.all() if one.section in ("", section)]
    if any(not one.quote or (one.quote == quote and start in (None, one.start)) for one in here):
        return Refusal(_("It is withheld already."))
    return None


def may_publish(user: User | None, report: Report) -> Refusal | None:
    """Accepted, unchanged since, not wholly withheld, and the cycle names who reads it."""
    if refusal := may_change_withheld(user, report):
        return refusal
    if report.cycle.publication == Readers.NOBODY:
        return Refusal(_("This cycle publishes to nobody; name the readers first."))
    edition = report.editions.select_related("report__reporter").first()
    if edition is None or not edition.is_intact or edition.digest != report.accepted_hash:
        return Refusal(_("The text does not agree with the hash of its acceptance; it is not published."))
    if any(not one.section for one in report.withheld.all()):
        return Refusal(_("The whole report is withheld."))
    return None


def may_withdraw(user: User | None, publication: Publication, reason: str | None = None) -> Refusal | None:
    """A publication is corrected by a record of its own that says why."""
    report = publication.report
    if refusal := refuse_unless(
        user,
        "report.vet",
        report.cycle.scope_path,
        report.reporter.cycle_id,
        about_user_id=report.reporter.user_id,
    ):
        return refusal
    if hasattr(publication, "withdrawal"):
        return Refusal(_("It is withdrawn already."))
    if reason is not None and len(reason.strip()) < SHORTEST_REASON:
        return Refusal(_("Say why, in at least %(n)d characters; readers see it.") % {"n": SHORTEST_REASON})
    return None


def may_read_published(user: User | None, publication: Publication) -> Refusal | None:
    """Readers are whom the publication and the cycle name, whichever are fewer."""
    gone = Refusal(_("There is nothing published here."), status=404)
    if hasattr(publication, "withdrawal"):
        return gone
    cycle = publication.report.cycle
    scopes = {publication.scope, cycle.publication}
    if scopes == {Readers.PUBLIC}:
        return None
    if Readers.NOBODY in scopes or not is_member(user, cycle):
        return gone
    return None


def is_member(user: User | None, cycle: Cycle) -> bool:
    """Whoever signs in and may see the cycle."""
    return user is not None and user.is_authenticated and cycles_for(user).filter(pk=cycle.pk).exists()


def is_published(report: Report) -> bool:
    """Whether readers see it, unless the cycle narrowed its readers since."""
    return report.publications.filter(withdrawal=None).exists()
