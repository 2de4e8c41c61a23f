"""The states of a problem and the moves between them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(TextChoices):
    LISTED = "listed", _("Listed")
    ASSIGNED = "assigned", _("Assigned")
    IN_PROGRESS = "in_progress", _("In progress")
    CLAIMED_DONE = "claimed_done", _("Claimed done")
    VERIFIED = "verified", _("Verified")
    CLOSED = "closed", pgettext_lazy("problem", "Closed")
    REOPENED = "reopened", _("Reopened")


class Source(TextChoices):
    COMMENT = "comment", _("Comment at the meeting")
    SELF = "self", _("Found by the reporter")
    VISIT = "visit", _("Fieldwork")
    MASSES = "masses", _("Raised by the public")
    INSPECTION = "inspection", _("Inspection")


MOVES: dict[State, frozenset[State]] = {
    State.LISTED: frozenset({State.ASSIGNED}),
    State.ASSIGNED: frozenset({State.IN_PROGRESS}),
    State.IN_PROGRESS: frozenset({State.CLAIMED_DONE}),
    State.CLAIMED_DONE: frozenset({State.VERIFIED, State.IN_PROGRESS}),
    State.VERIFIED: frozenset({State.CLOSED}),
    State.CLOSED: frozenset({State.REOPENED}),
    State.REOPENED: frozenset({State.IN_PROGRESS}),
}

OPEN = frozenset(State) - {State.CLOSED}
WITH_OWNER = frozenset({State.ASSIGNED, State.IN_PROGRESS, State.REOPENED})
WITH_OFFICE = frozenset({State.LISTED, State.CLAIMED_DONE, State.VERIFIED})
# What has been claimed as done waits for the office: the reporter is not late with it.
UNDONE = frozenset({State.LISTED, *WITH_OWNER})
