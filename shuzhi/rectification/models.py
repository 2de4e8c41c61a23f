"""Problems: the lines of a reporter's rectification list. Their steps stand in the log."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from shuzhi.cycles.models import Cycle, Reporter
from shuzhi.meetings.models import ProblemNote
from shuzhi.rectification.states import MOVES, UNDONE, Source, State


class Problem(models.Model):
    """One line of a reporter's rectification list (F18)."""

    reporter = models.ForeignKey(Reporter, models.PROTECT, related_name="problems")
    number = models.PositiveIntegerField()
    source = models.CharField(max_length=20, choices=Source)
    text = models.TextField()
    # One of the fields of the cycle's list; empty: not sorted yet.
    field = models.CharField(max_length=40, blank=True)
    cause = models.TextField(blank=True)
    measure = models.TextField(blank=True)
    responsible = models.CharField(max_length=80, blank=True)
    # The day the reporter promises; never after the day the office has set.
    planned = models.DateField(null=True, blank=True)
    evidence = models.TextField(blank=True)
    # What whoever looked at the result said last: it holds, it does not, or it came back.
    verdict = models.TextField(blank=True)
    due = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=20, choices=State, default=State.LISTED)
    note = models.OneToOneField(ProblemNote, models.PROTECT, null=True, blank=True, related_name="problem")
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    verified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("reporter__order", "number")
        indexes = (models.Index(fields=("state", "due"), name="problem_state_due"),)
        constraints = (
            models.UniqueConstraint(fields=("reporter", "number"), name="problem_number_once_per_reporter"),
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="problem_state_known"),
            models.CheckConstraint(condition=models.Q(source__in=Source.values), name="problem_source_known"),
            models.CheckConstraint(
                condition=~models.Q(state__in=("claimed_done", "verified", "closed"))
                | ~models.Q(evidence=""),
                name="problem_done_only_with_proof",
            ),
            models.CheckConstraint(
                condition=models.Q(verified_by__isnull=True) | ~models.Q(verified_by=models.F("claimed_by")),
                name="problem_verified_by_another",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=("verified", "closed"))
                | models.Q(verified_by__isnull=False, claimed_by__isnull=False),
                name="problem_closed_names_both",
            ),
        )

    def __str__(self) -> str:
        return f"{self.reporter.organisation_name} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("rectification:show-problem", args=[self.pk])

    @property
    def scope_path(self) -> str:
        return self.reporter.scope_path

    @property
    def is_closed(self) -> bool:
        return self.state == State.CLOSED

    @property
    def is_late(self) -> bool:
        return self.due is not None and self.state in UNDONE and self.due < timezone.localdate()

    def move_to(self, state: State) -> None:
        if state not in MOVES[State(self.state)]:
            raise ValueError(f"A problem does not go from {self.state} to {state}.")
        self.state = state


class FieldList(models.Model):
    """The fields by which a cycle sorts its problems, where the office has written its own."""

    cycle = models.OneToOneField(Cycle, models.PROTECT, related_name="problem_fields")
    names = models.JSONField(default=list)

    def __str__(self) -> str:
        return "、".join(self.names)

    @property
    def scope_path(self) -> str:
        return self.cycle.scope_path
