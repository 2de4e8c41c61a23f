from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.organisations.models import Organisation, Person, Tenure, fresh_person_code
from shuzhi.organisations.rules import (
    may_begin_tenure,
    may_change_person,
    may_change_tenure,
    may_create_person,
    may_link_account,
)
from shuzhi.web.refusal import Refusal, require


@transaction.atomic
def create_person(name: str, *, actor: User | None, code: str = "", user: User | None = None) -> Person:
    """A person; without a number of their own they get one."""
    require(may_create_person(actor))
    if code and (holder := Person.objects.filter(code=code).first()):
        require(Refusal(_("The number %(code)s belongs to %(name)s.") % {"code": code, "name": holder}))
    require(may_link_account(actor, None, user))
    person = Person.objects.create(name=name, code=code or fresh_person_code(), user=user)
    record(actor, "person.created", person)
    return person


@transaction.atomic
def change_person(person: Person, *, actor: User | None, name: str, user: User | None) -> None:
    """Changes the name or the account; the number stays."""
    require(may_change_person(actor, person))
    require(may_link_account(actor, person, user))
    before = {"name": person.name, "account": str(person.user or "")}
    person.name = name
    person.user = user
    person.save(update_fields=["name", "user"])
    after = {"name": name, "account": str(user or "")}
    if before != after:
        record(actor, "person.changed", person, detail={"before": before, "after": after})


@transaction.atomic
def begin_tenure(
    person: Person,
    organisation: Organisation,
    post: str,
    since: date,
    *,
    actor: User | None,
    until: date | None = None,
    acting: bool = False,
) -> Tenure:
    """The person holds the post from `since` until before `until`; nobody else does, unless acting."""
    # Whoever enters a tenure here waits until the one before has committed, or both would find the post free.
    held = Organisation.objects.select_for_update().get(pk=organisation.pk)
    require(may_begin_tenure(actor, held, post, since, until, acting=acting))
    tenure = Tenure.objects.create(
        person=person, organisation=held, post=post, since=since, until=until, acting=acting
    )
    record(actor, "tenure.begun", tenure, detail=_span(tenure))
    return tenure


@transaction.atomic
def end_tenure(tenure: Tenure, until: date, *, actor: User | None) -> None:
    """`until` is the first day out of the post."""
    require(may_change_tenure(actor, tenure))
    if until <= tenure.since:
        require(Refusal(_("A tenure ends after the day it begins.")))
    tenure.until = until
    tenure.save(update_fields=["until"])
    record(actor, "tenure.ended", tenure, detail=_span(tenure))


@transaction.atomic
def correct_tenure(
    tenure: Tenure, *, actor: User | None, post: str, since: date, until: date | None, acting: bool
) -> None:
    """Corrects what was entered wrongly; the log keeps what stood there before."""
    held = Organisation.objects.select_for_update().get(pk=tenure.organisation_id)
    require(may_begin_tenure(actor, held, post, since, until, acting=acting, instead_of=tenure))
    before = _span(tenure)
    tenure.post, tenure.since, tenure.until, tenure.acting = post, since, until, acting
    tenure.save(update_fields=["post", "since", "until", "acting"])
    record(actor, "tenure.corrected", tenure, detail={"before": before, "after": _span(tenure)})


def _span(tenure: Tenure) -> dict[str, str | bool]:
    return {
        "post": tenure.post,
        "since": tenure.since.isoformat(),
        "until": tenure.until.isoformat() if tenure.until else "",
        "acting": tenure.acting,
    }
