"""What a document of the cycle needs before it can be made."""

from django.utils.translation import gettext as _

from shuzhi.cycles.models import Cycle
from shuzhi.web.refusal import Refusal


def may_make_plan(cycle: Cycle) -> Refusal | None:
    """The plan and the notice say by which rules whom is reviewed; without these they say nothing."""
    if not cycle.rulebook_text:
        return Refusal(_("Choose a rulebook first."))
    if not cycle.reporters.exists():
        return Refusal(_("There are no reporters yet."))
    return None


def may_make_topic_list(cycle: Cycle) -> Refusal | None:
    if not cycle.topics.exists():
        return Refusal(_("There are no topics yet."))
    return None
