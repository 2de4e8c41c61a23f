from collections import Counter
from collections.abc import Mapping
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.accounts.roles import Role
from shuzhi.accounts.rules import refuse_unless
from shuzhi.duties.models import DutyEntry, DutyList, Item
from shuzhi.duties.states import Kind, Outcome, Stage
from shuzhi.organisations.models import Tenure
from shuzhi.web.refusal import Refusal

SHORTEST = 4
Counts = Mapping[str, tuple[int, int]]


def is_own(user: User | None, tenure: Tenure) -> bool:
    return user is not None and tenure.person.user_id == user.pk


def refuse_unless_author(user: User | None, tenure: Tenure) -> Refusal | None:
    """The leader and the staff of exactly this organisation write; a grant above it is no pen."""
    if user is None or is_own(user, tenure):
        return None
    place = tenure.scope_path
    grants = user.grants_for("duty.write")
    if any(grant.organisation_path == place and grant.role == Role.STAFF for grant in grants):
        return None
    said = {"name": tenure.person, "organisation": tenure.organisation}
    return Refusal(_("Only %(name)s and the staff of %(organisation)s write here.") % said, status=403)


def may_begin(user: User | None, tenure: Tenure, year: int) -> Refusal | None:
    """A list is begun for a year in which the post is held."""
    if refusal := refuse_unless_author(user, tenure):
        return refusal
    if tenure.since.year > year or (tenure.until is not None and tenure.until <= date(year, 1, 1)):
        return Refusal(
            _("%(name)s does not hold the post in %(year)d.") % {"name": tenure.person, "year": year}
        )
    return None


def may_write_item(user: User | None, duty_list: DutyList) -> Refusal | None:
    """Lines are written while the list is a draft."""
    if refusal := refuse_unless_author(user, duty_list.tenure):
        return refusal
    if not duty_list.is_draft:
        return Refusal(_("The list is fixed; progress and results are added, its lines stay as promised."))
    return None


def fits_quota(duty_list: DutyList, quota: Counts) -> Refusal | None:
    """As many lines of each kind as the year allows, neither fewer nor more."""
    counts = Counter(item.kind for item in duty_list.items.all())
    faults = []
    for kind in Kind:
        least, most = quota[kind]
        if not least <= counts[kind] <= most:
            span = str(least) if least == most else f"{least}–{most}"
            said = {"kind": kind.label, "span": span, "count": counts[kind]}
            faults.append(_("%(kind)s: %(count)d instead of %(span)s") % said)
    return (
        Refusal(_("The year asks otherwise: %(faults)s.") % {"faults": "；".join(faults)}) if faults else None
    )


def may_fix(user: User | None, duty_list: DutyList, quota: Counts) -> Refusal | None:
    """Staff draft; the leader alone gives the word."""
    if refusal := may_write_item(user, duty_list):
        return refusal
    if user is not None and not is_own(user, duty_list.tenure):
        said = {"name": duty_list.tenure.person}
        return Refusal(_("Staff may draft; %(name)s fixes the list with the own account.") % said, status=403)
    if any(item.kind == Kind.POINT and item.organisation_id is None for item in duty_list.items.all()):
        return Refusal(_("A contact point names the unit that is visited."))
    return fits_quota(duty_list, quota)


def may_report(user: User | None, item: Item, on: date | None = None) -> Refusal | None:
    """Progress, visits and confirmations come after the list is fixed and before its results are shown."""
    if refusal := refuse_unless_author(user, item.duty_list.tenure):
        return refusal
    if item.duty_list.is_draft:
        return Refusal(_("The list is still a draft; fix it first."))
    if not item.duty_list.is_open:
        return Refusal(_("The results are shown; the list is concluded."))
    if on is not None and on > timezone.localdate():
        return Refusal(_("The day lies in the future."))
    return None


def may_conclude(user: User | None, item: Item, outcome: str | None = None) -> Refusal | None:
    """A good deed counts as done when those concerned have confirmed it."""
    if refusal := may_report(user, item):
        return refusal
    if outcome == Outcome.DONE and item.kind == Kind.DEED and not item.confirmations.exists():
        return Refusal(_("A good deed is done when those concerned confirm it; note the confirmation first."))
    return None


def may_show(user: User | None, duty_list: DutyList, stage: str) -> Refusal | None:
    """Mid-year the progress, at the end the results: then nothing may be left open."""
    if refusal := refuse_unless_author(user, duty_list.tenure):
        return refusal
    if duty_list.is_draft:
        return Refusal(_("The list is still a draft; fix it first."))
    if stage == Stage.PROGRESS and duty_list.stage != Stage.FIXED:
        return Refusal(_("The progress is shown already."))
    if not duty_list.is_open:
        return Refusal(_("The results are shown; the list is concluded."))
    return _left_over(duty_list, stage)


def _left_over(duty_list: DutyList, stage: str) -> Refusal | None:
    items = list(duty_list.items.all())
    if stage == Stage.RESULT and (left := [item.name for item in items if item.outcome == Outcome.OPEN]):
        return Refusal(_("Without a result yet: %(names)s.") % {"names": "、".join(left)})
    if stage == Stage.PROGRESS and (left := [item.name for item in items if not item.progress.exists()]):
        return Refusal(_("Without a note of progress yet: %(names)s.") % {"names": "、".join(left)})
    return None


def may_read(user: User | None, duty_list: DutyList) -> Refusal | None:
    """A draft belongs to its authors; what is fixed is shown to whoever may see duties there."""
    if refuse_unless_author(user, duty_list.tenure) is None:
        return None
    if refusal := refuse_unless(user, "duty.view", duty_list.scope_path):
        return refusal
    return Refusal(_("The list is still a draft."), status=403) if duty_list.is_draft else None


def may_write_log(user: User | None, tenure: Tenure, on: date | None = None) -> Refusal | None:
    """One writes of what was done, not of what is to come."""
    if refusal := refuse_unless_author(user, tenure):
        return refusal
    if on is not None and on > timezone.localdate():
        return Refusal(_("The day lies in the future."))
    if on is not None and (on < tenure.since or (tenure.until is not None and on >= tenure.until)):
        return Refusal(_("The post was not held on that day."))
    return None


def may_withdraw_entry(user: User | None, entry: DutyEntry, reason: str | None = None) -> Refusal | None:
    if refusal := refuse_unless_author(user, entry.tenure):
        return refusal
    if entry.withdrawn:
        return Refusal(_("The entry is withdrawn already."))
    if reason is not None and len(reason.strip()) < SHORTEST:
        return Refusal(_("Give the reason in at least %(n)d characters.") % {"n": SHORTEST})
    return None
