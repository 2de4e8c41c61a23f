"""Who hands topics down, and until when a list may be changed."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.accounts.rules import refuse_unless
from shuzhi.cycles.models import TopicList
from shuzhi.cycles.states import ListStage
from shuzhi.organisations.models import Organisation
from shuzhi.organisations.states import Kind, Tree
from shuzhi.web.refusal import Refusal

CAPABILITY = "topic.issue"


def may_create_list(user: User | None, issuer: Organisation, guides: Sequence[str] = ()) -> Refusal | None:
    """Every organisation may hand topics down; guiding a category is for sector committees and vertical trees."""
    if refusal := refuse_unless(user, CAPABILITY, issuer.scope_path):
        return refusal
    if guides and issuer.kind != Kind.COMMITTEE and issuer.tree != Tree.VERTICAL:
        return Refusal(
            _("Only a sector committee or a body of a vertical tree guides a category beyond its own units.")
        )
    return None


def may_change_list(user: User | None, topic_list: TopicList) -> Refusal | None:
    if refusal := refuse_unless(user, CAPABILITY, topic_list.scope_path):
        return refusal
    if topic_list.stage != ListStage.DRAFT:
        return Refusal(_("The list has been issued and stands; make a new edition to change it."))
    return None


def may_issue_list(user: User | None, topic_list: TopicList) -> Refusal | None:
    if refusal := may_change_list(user, topic_list):
        return refusal
    if not topic_list.topics.exists():
        return Refusal(_("The list is empty."))
    return None


def may_revise_list(user: User | None, topic_list: TopicList) -> Refusal | None:
    """A new edition follows the one in force; there is one draft of it at a time."""
    if refusal := refuse_unless(user, CAPABILITY, topic_list.scope_path):
        return refusal
    if topic_list.stage != ListStage.ISSUED:
        return Refusal(_("Only the edition in force is followed by a new one."))
    if hasattr(topic_list, "replaced_by"):
        return Refusal(_("A new edition is already being written."))
    return None
