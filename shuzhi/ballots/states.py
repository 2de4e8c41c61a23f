"""The states of a ballot session; what the door sees of them is `sheet.BoxState`."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SessionState(TextChoices):
    PREPARED = "prepared", _("Prepared")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")
    DECLARED = "declared", _("Declared")


MOVES: dict[SessionState, frozenset[SessionState]] = {
    SessionState.PREPARED: frozenset({SessionState.OPEN}),
    SessionState.OPEN: frozenset({SessionState.CLOSED}),
    SessionState.CLOSED: frozenset({SessionState.DECLARED}),
    SessionState.DECLARED: frozenset(),
}
