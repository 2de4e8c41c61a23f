from datetime import date

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.accounts.rules import refuse_unless
from shuzhi.organisations.models import Organisation, Person, Tenure
from shuzhi.web.refusal import Refusal


def may_create_person(user: User | None) -> Refusal | None:
    """Whoever looks after some organisation may enter people; tenures then say where they serve."""
    if user is None or user.grants_for("organisation.manage").exists():
        return None
    return refuse_unless(user, "organisation.manage", "")


def may_change_person(user: User | None, person: Person) -> Refusal | None:
    """A person is changed where they serve or served; somebody without a tenure by any who enters people."""
    places = [tenure.scope_path for tenure in person.tenures.select_related("organisation")]
    if not places:
        return may_create_person(user)
    refusals = [refuse_unless(user, "organisation.manage", place) for place in places]
    return None if None in refusals else refusals[0]


def may_begin_tenure(
    user: User | None,
    organisation: Organisation,
    post: str,
    since: date,
    until: date | None,
    *,
    acting: bool,
    instead_of: Tenure | None = None,
) -> Refusal | None:
    """The post is free on all these days; an acting holder may stand beside the real one."""
    if refusal := refuse_unless(user, "organisation.manage", organisation.scope_path):
        return refusal
    if until is not None and until <= since:
        return Refusal(_("A tenure ends after the day it begins."))
    if acting:
        return None
    others = Tenure.objects.filter(organisation=organisation, post=post, acting=False)
    others = others.filter(Q(until=None) | Q(until__gt=since))
    if until is not None:
        others = others.filter(since__lt=until)
    if instead_of is not None:
        others = others.exclude(pk=instead_of.pk)
    clash = others.select_related("person").order_by("since").first()
    return _taken(clash) if clash else None


def may_change_tenure(user: User | None, tenure: Tenure) -> Refusal | None:
    return refuse_unless(user, "organisation.manage", tenure.scope_path)


def may_link_account(user: User | None, person: Person | None, account: User | None) -> Refusal | None:
    """An account belongs to one person, and nobody links or loosens the own one.

    Whoever could loosen the own account would be a stranger to the own assessment file.
    """
    before = person.user if person else None
    if account == before:
        return None
    if user is not None and user.pk in {linked.pk for linked in (before, account) if linked}:
        return Refusal(_("Nobody links or loosens the own account; ask a colleague."), status=403)
    holder = Person.objects.filter(user=account).first() if account else None
    if holder is None or holder == person:
        return None
    return Refusal(_("The account %(account)s belongs to %(name)s.") % {"account": account, "name": holder})


def _taken(tenure: Tenure) -> Refusal:
    span = {"name": tenure.person, "post": tenure.post, "since": date_format(tenure.since)}
    if tenure.until is None:
        return Refusal(
            _("%(name)s has been %(post)s since %(since)s. End that one first, or mark this one as acting.")
            % span
        )
    return Refusal(
        _("%(name)s was %(post)s from %(since)s to %(until)s. Choose other days, or mark this one as acting.")
        % {**span, "until": date_format(tenure.until)}
    )
