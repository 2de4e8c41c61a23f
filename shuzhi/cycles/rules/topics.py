"""What a topic must have, and what may become of one that came from above: more may be asked, never less."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.cycles.models import Question, Topic, TopicProposal
from shuzhi.cycles.models.matter import FLAGS
from shuzhi.cycles.rules.cycle import may_prepare, may_run
from shuzhi.cycles.states import KINDS_WITH_PARTS, MOST_QUESTIONS, Stage, TopicKind
from shuzhi.organisations.models import Organisation
from shuzhi.web.refusal import Refusal

# What a cycle may change in a topic from above: its number, and flags that are added.
OWN_OF_INHERITED = frozenset({"code", "order", *FLAGS})


def matter_faults(values: Mapping[str, Any], parts: Sequence[str]) -> dict[str, str]:
    """What the kind of a topic asks for and does not find, by the field it belongs to."""
    faults: dict[str, str] = {}
    kind = values.get("kind") or TopicKind.ORDINARY
    if kind in KINDS_WITH_PARTS and not parts:
        faults["parts"] = _("Write the parts, one a line: this kind of topic consists of them.")
    if kind == TopicKind.EVENT and not values.get("event"):
        faults["event"] = _("Name the event, so that topics of the same event are found together.")
    if kind == TopicKind.MUST_ANSWER and not values.get("must_report", True):
        faults["must_report"] = _("A must-answer question has to be reported.")
    first, last = values.get("first_year"), values.get("last_year")
    if first and last and last < first:
        faults["last_year"] = _("The last year lies before the first.")
    if len(set(parts)) < len(parts):
        faults["parts"] = _("Two parts have the same text.")
    return faults


def refuse_matter(values: Mapping[str, Any], parts: Sequence[str]) -> Refusal | None:
    """The same as a refusal, for whoever writes without a form."""
    faults = matter_faults(values, parts)
    return Refusal(" ".join(faults.values())) if faults else None


def lineage_of(owner: Organisation, year: int, values: Mapping[str, Any]) -> str:
    """The same for a topic in every year: who first asked it, when, and as which number."""
    return f"{owner.code}/{values.get('first_year') or year}/{values['code']}"


def may_ask_question(organisation: Organisation, year: int, lineage: str) -> Refusal | None:
    """A level asks at most two must-answer questions a year, in all its lists and cycles together."""
    asked = Question.objects.filter(organisation=organisation, year=year).exclude(lineage=lineage)
    if asked.count() < MOST_QUESTIONS:
        return None
    said = _("%(name)s already asks %(n)d must-answer questions in %(year)d; a level may not ask more.")
    return Refusal(said % {"name": organisation.name, "n": MOST_QUESTIONS, "year": year})


def may_change_topic(
    user: User | None, topic: Topic, values: Mapping[str, Any], parts: Sequence[str] | None = None
) -> Refusal | None:
    """Before opening; of a topic from above the wording stays and no flag is taken away."""
    if refusal := may_prepare(user, topic.cycle):
        return refusal
    if topic.issued is None:
        return None
    said = {"name": topic.issued.list.issuer.name}
    held = {name for name, value in values.items() if getattr(topic, name) != value}
    if held - OWN_OF_INHERITED or (parts is not None and list(parts) != topic.part_texts):
        return Refusal(_("This topic comes from %(name)s; its wording stays as it was issued.") % said)
    if any(not values.get(flag, True) for flag in topic.issued.flags):
        return Refusal(_("This topic comes from %(name)s; it may be asked for more, never for less.") % said)
    return None


def may_remove_topic(user: User | None, topic: Topic) -> Refusal | None:
    if refusal := may_prepare(user, topic.cycle):
        return refusal
    if topic.issued is not None:
        said = _("This topic comes from %(name)s and stays.")
        return Refusal(said % {"name": topic.issued.list.issuer.name})
    return None


def may_move_topic(user: User | None, topic: Topic, order: Sequence[Topic]) -> Refusal | None:
    """`order` is what would come out: pinned topics from above stay before the cycle's own pinned ones."""
    if refusal := may_prepare(user, topic.cycle):
        return refusal
    pinned = [one.is_inherited for one in order if one.pinned]
    if pinned != sorted(pinned, reverse=True):
        return Refusal(_("The first content comes from above and stays first."))
    return None


def may_answer_proposal(user: User | None, proposal: TopicProposal) -> Refusal | None:
    """The office of an open cycle answers a change from above once."""
    if refusal := may_run(user, proposal.cycle):
        return refusal
    if proposal.cycle.stage != Stage.OPEN:
        return Refusal(_("The cycle is not open; its topics are history."))
    if not proposal.is_open:
        return Refusal(_("This proposal has been answered."))
    return None
