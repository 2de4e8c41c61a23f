from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple, cast

from django.apps import apps
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shuzhi.accounts.models import User
from shuzhi.accounts.rules import refuse_unless
from shuzhi.cycles.models import Cycle, Reporter
from shuzhi.cycles.states import Stage
from shuzhi.organisations.models import Organisation
from shuzhi.scoring.plan import compile_plan
from shuzhi.scoring.refusal import Refused
from shuzhi.scoring.rulebook.faults import Fault, RulebookFaults
from shuzhi.scoring.rulebook.load import load
from shuzhi.scoring.rulebook.model import Rulebook
from shuzhi.web.refusal import Refusal


@lru_cache(maxsize=64)
def rulebook_from(text: str) -> Rulebook:
    """The rulebook a text means; raises `RulebookFaults`. The text is the key, so nothing goes stale."""
    # Bytes are always a text; a `str` of one line would be taken for the name of a file.
    return load(text.encode())


@lru_cache(maxsize=64)
def faults_of(text: str) -> tuple[Fault, ...]:
    """Everything wrong with the text of a rulebook, in the order of its lines; last, whether it can overflow."""
    try:
        compile_plan(rulebook_from(text))
    except RulebookFaults as faulty:
        return faulty.faults
    except Refused as refused:
        return (Fault(1, 1, refused.where, refused.zh, refused.en, "请缩小数值", "Use smaller numbers"),)
    return ()


def may_create_cycle(user: User | None, organiser: Organisation) -> Refusal | None:
    return refuse_unless(user, "cycle.run", organiser.scope_path)


def may_run(user: User | None, cycle: Cycle) -> Refusal | None:
    return refuse_unless(user, "cycle.run", cycle.scope_path, cycle.pk)


def may_prepare(user: User | None, cycle: Cycle) -> Refusal | None:
    """Rulebook, topics, reporters and expected voters can be changed until the cycle is opened."""
    if refusal := may_run(user, cycle):
        return refusal
    if cycle.stage != Stage.PREPARING:
        return Refusal(
            _("The cycle is open: rulebook, topics, reporters and voters are pinned and stay as they are.")
        )
    return None


def may_change_timetable(user: User | None, cycle: Cycle) -> Refusal | None:
    """Dates may move while the cycle runs; each change stays in the log."""
    if refusal := may_run(user, cycle):
        return refusal
    if cycle.stage == Stage.CLOSED:
        return Refusal(_("The cycle is closed; its dates are history."))
    return None


def may_exclude(user: User | None, reporter: Reporter) -> Refusal | None:
    """A reporter can be taken out of the assessment, with the reason, until the cycle is closed."""
    if refusal := may_change_timetable(user, reporter.cycle):
        return refusal
    if hasattr(reporter, "exclusion"):
        return Refusal(_("%(name)s is already out of the assessment.") % {"name": reporter.person_name})
    return None


def may_lift_exclusion(user: User | None, reporter: Reporter) -> Refusal | None:
    if refusal := may_prepare(user, reporter.cycle):
        return refusal
    if not hasattr(reporter, "exclusion"):
        return Refusal(_("%(name)s is not out of the assessment.") % {"name": reporter.person_name})
    return None


def may_open_cycle(user: User | None, cycle: Cycle) -> Refusal | None:
    """Opening waits until every check passes; the refusal names all that is missing."""
    if refusal := may_prepare(user, cycle):
        return refusal
    missing = [str(check.refusal) for check in opening_checks(cycle) if check.refusal]
    if missing:
        return Refusal(_("The cycle cannot be opened yet: %(reasons)s") % {"reasons": " ".join(missing)})
    return None


def may_close_cycle(user: User | None, cycle: Cycle) -> Refusal | None:
    """The last step of the year: every later step is asked whether it is through with the cycle."""
    if refusal := may_run(user, cycle):
        return refusal
    if cycle.stage == Stage.PREPARING:
        return Refusal(_("The cycle has not been opened yet."))
    if cycle.stage == Stage.CLOSED:
        return Refusal(_("The cycle is already closed."))
    return refuse_by_later_steps(cycle)


def refuse_by_later_steps(cycle: Cycle) -> Refusal | None:
    """What a later step still has to do; a step says so by `before_closing` in its AppConfig.

    A step never looks forward, so it asks by that name and knows nobody who answers.
    """
    for config in apps.get_app_configs():
        ask = getattr(config, "before_closing", None)
        if ask is not None and (refusal := ask(cycle)):
            return cast(Refusal, refusal)
    return None


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
