"""The states of a ballot session, and the ways a ballot comes in; what the door sees is `sheet.BoxState`."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class SessionState(TextChoices):
    PREPARED = "prepared", pgettext_lazy("ballot", "Prepared")
    OPEN = "open", pgettext_lazy("ballot", "Open")
    CLOSED = "closed", pgettext_lazy("ballot", "Closed")
    DECLARED = "declared", pgettext_lazy("ballot", "Declared")


class SlipChannel(TextChoices):
    """How an entitlement reaches its voter; each has an account of its own."""

    PHONE = "phone", pgettext_lazy("ballot channel", "Slip for a phone")
    PAPER = "paper", pgettext_lazy("ballot channel", "Paper ballot")
    REMOTE = "remote", pgettext_lazy("ballot channel", "From afar")


MOVES: dict[SessionState, frozenset[SessionState]] = {
    SessionState.PREPARED: frozenset({SessionState.OPEN}),
    SessionState.OPEN: frozenset({SessionState.CLOSED}),
    SessionState.CLOSED: frozenset({SessionState.DECLARED}),
    SessionState.DECLARED: frozenset(),
}

# What is sealed no longer changes: what is read from here on gives no running ballot away.
ENDED = frozenset({SessionState.CLOSED, SessionState.DECLARED})


class BatchState(TextChoices):
    """How far the reading of an upload of scans has come."""

    WAITING = "waiting", pgettext_lazy("scans", "Waiting")
    READING = "reading", pgettext_lazy("scans", "Being read")
    DONE = "done", pgettext_lazy("scans", "Read")
    CANCELLED = "cancelled", pgettext_lazy("scans", "Cancelled")


class PageOutcome(TextChoices):
    """What became of one scanned page."""

    READ = "read", pgettext_lazy("scans", "Read")
    AGAIN = "again", pgettext_lazy("scans", "Read before")
    REFUSED = "refused", pgettext_lazy("scans", "Refused")


class SetState(TextChoices):
    """A voter's set of paper sheets, from the first page that was read."""

    READING = "reading", pgettext_lazy("paper", "Not complete")
    COUNTED = "counted", pgettext_lazy("paper", "Counted")
    BLANK = "blank", pgettext_lazy("paper", "Handed in blank")
    SET_ASIDE = "set_aside", pgettext_lazy("paper", "Set aside")
    REFUSED = "refused", pgettext_lazy("paper", "Refused")


class DoubtState(TextChoices):
    """A row that the machine does not decide."""

    OPEN = "open", pgettext_lazy("doubt", "Open")
    DIFFER = "differ", pgettext_lazy("doubt", "Answers differ")
    DECIDED = "decided", pgettext_lazy("doubt", "Decided")
