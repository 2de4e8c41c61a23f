"""What may name things: the session of a meeting and the count of its slips. No row stands for a voter."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuzhi.ballots.states import ENDED, MOVES, SessionState, SlipChannel
from shuzhi.meetings.models import Meeting


class BallotSession(models.Model):
    """One ballot form rated at one meeting."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="ballot_sessions")
    form = models.CharField(max_length=80)
    box_form = models.CharField(max_length=32, unique=True)
    sheet_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=SessionState.choices, default=SessionState.PREPARED)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    declared_at = models.DateTimeField(null=True, blank=True)
    first_declarer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    second_declarer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("ballot session")
        verbose_name_plural = _("ballot sessions")
        ordering = ["meeting", "form"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "form"], name="session_form_is_rated_once_a_meeting"),
            models.CheckConstraint(condition=Q(state__in=SessionState.values), name="session_state_is_known"),
            models.CheckConstraint(
                condition=Q(second_declarer=None) | ~Q(first_declarer=F("second_declarer")),
                name="session_is_declared_by_two",
            ),
            models.CheckConstraint(
                condition=~Q(state=SessionState.DECLARED)
                | Q(first_declarer__isnull=False, second_declarer__isnull=False),
                name="session_declared_names_both",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting} {self.form}"

    @property
    def scope_path(self) -> str:
        return self.meeting.scope_path

    @property
    def is_prepared(self) -> bool:
        return self.state == SessionState.PREPARED

    @property
    def is_open(self) -> bool:
        return self.state == SessionState.OPEN

    @property
    def is_closed(self) -> bool:
        return self.state == SessionState.CLOSED

    @property
    def is_declared(self) -> bool:
        return self.state == SessionState.DECLARED

    @property
    def has_ended(self) -> bool:
        return self.state in ENDED

    def move_to(self, state: SessionState) -> None:
        if state not in MOVES[SessionState(self.state)]:
            raise ValueError(f"A ballot session does not go from {self.state} to {state}.")
        self.state = state


class SlipIssue(models.Model):
    """The entitlements of one group and channel in numbers: made, handed out, spoiled, left over, and back.

    `expected` is how many voters the group has; it stands with the phone slips and is not repeated. `spoiled`
    includes what the product itself knows: slips voided by their code, and slips recorded as lost.
    """

    session = models.ForeignKey(BallotSession, models.PROTECT, related_name="issues")
    group = models.CharField(max_length=80)
    channel = models.CharField(max_length=8, choices=SlipChannel.choices, default=SlipChannel.PHONE)
    label = models.CharField(max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    expected = models.PositiveIntegerField(null=True, blank=True)
    printed = models.PositiveIntegerField(default=0)
    issued = models.PositiveIntegerField(null=True, blank=True)
    spoiled = models.PositiveIntegerField(default=0)
    voided = models.PositiveIntegerField(default=0)
    lost = models.PositiveIntegerField(default=0)
    unused = models.PositiveIntegerField(null=True, blank=True)
    returned = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("slips of a group")
        verbose_name_plural = _("slips of a group")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "group", "channel"], name="issue_group_is_counted_once"
            ),
            models.CheckConstraint(
                condition=Q(channel__in=SlipChannel.values), name="issue_channel_is_known"
            ),
            models.CheckConstraint(
                condition=Q(spoiled__gte=F("voided") + F("lost")), name="issue_spoiled_has_its_parts"
            ),
            models.CheckConstraint(
                condition=Q(issued=None) | Q(issued__lte=F("printed")), name="issue_not_more_than_printed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session} {self.group}"

    @property
    def in_use(self) -> bool:
        """Whether there is anything to account for."""
        return bool(self.printed or self.issued or self.returned)

    @property
    def missing(self) -> int | None:
        """Issued slips of which nobody has said where they are; None while something has not been counted.

        Too many are too many before anybody counts what was left over: that could only make it more.
        """
        if not self.in_use:
            return 0
        if self.issued is None or self.returned is None:
            return None
        left = self.issued - self.returned - self.spoiled
        if self.unused is None:
            return left if left < 0 else None
        return left - self.unused

    @property
    def out(self) -> int | None:
        """Handed out and not accounted for: in a voter's hand, or in the box, which is silent while it is open."""
        if self.issued is None:
            return None
        return self.issued - self.spoiled - (self.unused or 0) - (self.returned or 0)

    @property
    def left_over(self) -> int | None:
        """What would be unused if nothing were amiss: issued - returned - spoiled; None while that is not known."""
        if self.issued is None or self.returned is None or self.issued < self.returned + self.spoiled:
            return None
        return self.issued - self.returned - self.spoiled

    @property
    def in_stock(self) -> int:
        """Made and not handed out."""
        return max(self.printed - (self.issued or 0), 0)

    @property
    def difference(self) -> int:
        """How many slips do not add up, too many or too few."""
        return abs(self.missing or 0)

    @property
    def balances(self) -> bool:
        """Issued = returned + spoiled + unused."""
        return self.missing == 0
