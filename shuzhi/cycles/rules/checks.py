"""What must stand before a cycle is opened."""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shuzhi.cycles.models import Cycle, Reporter
from shuzhi.cycles.rules.reach import pending_from_above
from shuzhi.cycles.rules.rulebooks import faults_of, rulebook_from
from shuzhi.scoring.rulebook.model import Rulebook
from shuzhi.web.refusal import Refusal


class Check(NamedTuple):
    """One thing that must stand before opening: what was found, and why it is not enough."""

    key: str
    found: str
    refusal: Refusal | None


def opening_checks(cycle: Cycle) -> list[Check]:
    """Everything that must stand before opening, in the order of the work."""
    reporters = list(cycle.reporters.select_related("tenure", "exclusion"))
    rulebook = (
        None
        if not cycle.rulebook_text or faults_of(cycle.rulebook_text)
        else rulebook_from(cycle.rulebook_text)
    )
    return [
        _check_timetable(cycle),
        _check_rulebook(cycle),
        _check_topics(cycle),
        _check_reporters(reporters, rulebook),
        _check_tenures(reporters),
        _check_voters(cycle),
    ]


def _check_timetable(cycle: Cycle) -> Check:
    if not (cycle.report_due and cycle.meeting_on):
        return Check(
            "timetable", _("dates are missing"), Refusal(_("Set the due date of reports and the meeting."))
        )
    return Check("timetable", f"{cycle.report_due:%Y-%m-%d} → {cycle.meeting_on:%Y-%m-%d}", None)


def _check_rulebook(cycle: Cycle) -> Check:
    if not cycle.rulebook_text:
        return Check("rulebook", _("none chosen"), Refusal(_("Choose a rulebook.")))
    if faults := faults_of(cycle.rulebook_text):
        said = ngettext("The rulebook has %(n)d fault.", "The rulebook has %(n)d faults.", len(faults))
        return Check("rulebook", cycle.rulebook_title, Refusal(said % {"n": len(faults)}))
    return Check("rulebook", cycle.rulebook_title, None)


def _check_topics(cycle: Cycle) -> Check:
    count = cycle.topics.count()
    found = ngettext("%(n)d topic", "%(n)d topics", count) % {"n": count}
    pending = pending_from_above(cycle)
    if pending.anything:
        said = _("Topics from above are new or have changed: %(codes)s. Take them over.")
        return Check("topics", found, Refusal(said % {"codes": "、".join(pending.codes)}))
    return Check("topics", found, None if count else Refusal(_("Write at least one topic.")))


def _check_reporters(reporters: list[Reporter], rulebook: Rulebook | None) -> Check:
    count = len(reporters)
    found = ngettext("%(n)d reporter", "%(n)d reporters", count) % {"n": count}
    if not count:
        return Check("reporters", found, Refusal(_("Add the reporters.")))
    if rulebook is None:
        return Check("reporters", found, None)
    strange = [r for r in reporters if rulebook.categories and r.category not in rulebook.categories]
    if strange:
        said = _("Give these a category of the rulebook: %(names)s.")
        return Check("reporters", found, Refusal(said % {"names": _names(strange)}))
    bare = [r for r in reporters if any(not r.attributes.get(name) for name in rulebook.attributes)]
    if bare:
        said = _("The rulebook needs %(what)s for each reporter; it is missing for %(names)s.")
        return Check(
            "reporters",
            found,
            Refusal(said % {"what": "、".join(rulebook.attributes), "names": _names(bare)}),
        )
    return Check("reporters", found, None)


def _check_tenures(reporters: Iterable[Reporter]) -> Check:
    left = [r for r in reporters if not r.tenure.is_live and not r.excluded_as]
    if not left:
        return Check("tenures", _("all hold their posts today"), None)
    said = _("These no longer hold the post: %(names)s. Take them out, or put the successor in.")
    return Check("tenures", _("%(n)d have left") % {"n": len(left)}, Refusal(said % {"names": _names(left)}))


def _check_voters(cycle: Cycle) -> Check:
    if not cycle.rulebook_text:
        return Check("voters", _("not known yet"), Refusal(_("The voter groups follow from the rulebook.")))
    groups = list(cycle.voter_groups.all())
    empty = [f"{group.form} {group.group}" for group in groups if group.expected is None]
    found = _("%(done)d of %(total)d groups counted") % {
        "done": len(groups) - len(empty),
        "total": len(groups),
    }
    if empty:
        said = _("Say how many voters are expected in: %(groups)s.")
        return Check("voters", found, Refusal(said % {"groups": "、".join(empty)}))
    return Check("voters", found, None)


def _names(reporters: list[Reporter]) -> str:
    shown = "、".join(f"{r.organisation_name} {r.person_name}" for r in reporters[:5])
    if len(reporters) <= 5:
        return shown
    return _("%(names)s and %(n)d more") % {"names": shown, "n": len(reporters) - 5}
