"""The stages of a report."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy
from django.utils.translation import pgettext_lazy as _


class Stage(TextChoices):
    DRAFT = "draft", _("report", "Draft")
    HANDED_IN = "handed_in", _("report", "Handed in")
    RETURNED = "returned", _("report", "Returned")
    ACCEPTED = "accepted", _("report", "Accepted")


MOVES: dict[Stage, frozenset[Stage]] = {
    Stage.DRAFT: frozenset({Stage.HANDED_IN}),
    Stage.HANDED_IN: frozenset({Stage.RETURNED, Stage.ACCEPTED}),
    Stage.RETURNED: frozenset({Stage.HANDED_IN}),
    Stage.ACCEPTED: frozenset(),
}

# The text is open to its authors.
WRITABLE = frozenset({Stage.DRAFT, Stage.RETURNED})
# A row of the list whose report nobody has begun.
NOT_BEGUN = "none"


class NoteState(TextChoices):
    """A note of the office: open, answered by the authors, settled by the office."""

    OPEN = "open", pgettext_lazy("note", "Open")
    ANSWERED = "answered", pgettext_lazy("note", "Answered")
    SETTLED = "settled", pgettext_lazy("note", "Settled")


NOTE_MOVES: dict[NoteState, frozenset[NoteState]] = {
    NoteState.OPEN: frozenset({NoteState.ANSWERED, NoteState.SETTLED}),
    NoteState.ANSWERED: frozenset({NoteState.OPEN, NoteState.SETTLED}),
    NoteState.SETTLED: frozenset({NoteState.OPEN}),
}


class PartState(TextChoices):
    """How far a part of a topic is; without a state it is not answered."""

    DONE = "done", pgettext_lazy("part of a topic", "Done")
    UNDER_WAY = "under_way", pgettext_lazy("part of a topic", "Under way")
    NOT_BEGUN = "not_begun", pgettext_lazy("part of a topic", "Not begun")


class AnchorState(TextChoices):
    """What became of a passage in a later round."""

    WHOLE = "whole", pgettext_lazy("anchor", "no passage")
    THERE = "there", pgettext_lazy("anchor", "still there")
    CHANGED = "changed", pgettext_lazy("anchor", "changed")
    GONE = "gone", pgettext_lazy("anchor", "gone")
