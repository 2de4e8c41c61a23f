"""The stages of a cycle and the closed lists of this step."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Stage(TextChoices):
    PREPARING = "preparing", pgettext_lazy("cycle", "Preparing")
    OPEN = "open", pgettext_lazy("cycle", "Open")
    CLOSED = "closed", pgettext_lazy("cycle", "Closed")


MOVES: dict[Stage, frozenset[Stage]] = {
    Stage.PREPARING: frozenset({Stage.OPEN}),
    Stage.OPEN: frozenset({Stage.CLOSED}),
    Stage.CLOSED: frozenset(),
}


class ReportForm(TextChoices):
    """How a reporter reports: before the meeting, or on paper alone."""

    ONSITE = "onsite", _("On site")
    WRITTEN = "written", _("In writing")


class Publication(TextChoices):
    """Who may read the accepted reports of a cycle."""

    NOBODY = "nobody", pgettext_lazy("publication", "Nobody")
    MEMBERS = "members", _("Those who may see the cycle")
    PUBLIC = "public", _("Everybody, without signing in")


class TopicKind(TextChoices):
    """What a topic asks for; the three flags say what becomes of the answer."""

    ORDINARY = "ordinary", _("Ordinary topic")
    MUST_ANSWER = "must_answer", _("Must-answer question")
    COMMON = "common", _("Common question")
    EVENT = "event", _("Topic of an event")
    ACTION = "action", _("Special action with sub-actions")
    CHECKLIST = "checklist", _("Checklist of measures")
    PAIRING = "pairing", _("Pairing with its list")


# These consist of parts, and are nothing without them; an event has a name.
KINDS_WITH_PARTS = frozenset({TopicKind.ACTION, TopicKind.CHECKLIST, TopicKind.PAIRING})

# So many must-answer questions a level may ask in one year.
MOST_QUESTIONS = 2


class ListStage(TextChoices):
    DRAFT = "draft", pgettext_lazy("topic list", "Draft")
    ISSUED = "issued", pgettext_lazy("topic list", "Issued")
    REPLACED = "replaced", pgettext_lazy("topic list", "Replaced")


LIST_MOVES: dict[ListStage, frozenset[ListStage]] = {
    ListStage.DRAFT: frozenset({ListStage.ISSUED}),
    ListStage.ISSUED: frozenset({ListStage.REPLACED}),
    ListStage.REPLACED: frozenset(),
}


class Change(TextChoices):
    """What a level above would like to change in a cycle that is already open."""

    ADD = "add", pgettext_lazy("proposal", "A new topic")
    CHANGE = "change", pgettext_lazy("proposal", "A changed topic")
    WITHDRAW = "withdraw", pgettext_lazy("proposal", "A withdrawn topic")


class ProposalState(TextChoices):
    OPEN = "open", pgettext_lazy("proposal", "Waits for an answer")
    ACCEPTED = "accepted", pgettext_lazy("proposal", "Accepted as a correction")
    DECLINED = "declined", pgettext_lazy("proposal", "Declined")
    LAPSED = "lapsed", pgettext_lazy("proposal", "Overtaken by a later edition")
