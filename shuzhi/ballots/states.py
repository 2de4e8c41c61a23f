"""The states of a ballot session; what the door sees of them is `sheet.BoxState`."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class SessionState(TextChoices):
    PREPARED = "prepared", pgettext_lazy("ballot", "Prepared")
    OPEN = "open", pgettext_lazy("ballot", "Open")
    CLOSED = "closed", pgettext_lazy("ballot", "Closed")
    DECLARED = "declared", pgettext_lazy("ballot", "Declared")


MOVES: dict[SessionState, frozenset[SessionState]] = {
    SessionState.PREPARED: frozenset({SessionState.OPEN}),
    SessionState.OPEN: frozenset({SessionState.CLOSED}),
    SessionState.CLOSED: frozenset({SessionState.DECLARED}),
    SessionState.DECLARED: frozenset(),
}
