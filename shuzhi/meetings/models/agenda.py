from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuzhi.cycles.models import Reporter
from shuzhi.meetings.models.meeting import Meeting
from shuzhi.meetings.models.plan import ReportingGroup
from shuzhi.meetings.models.rehearsal import StandIn
from shuzhi.meetings.states import STEP_MOVES, UNDER_WAY, WRITTEN_MOVES, Step


class AgendaItem(models.Model):
    """One reporter's turn: report, questions, comment."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items")
    reporter = models.OneToOneField(Reporter, models.PROTECT, null=True, related_name="agenda_item")
    # In a rehearsal, in place of the reporter.
    stand_in = models.OneToOneField(StandIn, models.PROTECT, null=True, blank=True, related_name="item")
    # Which of the groups that are heard side by side; empty where all are heard together.
    group = models.ForeignKey(
        ReportingGroup, models.SET_NULL, null=True, blank=True, related_name="items", verbose_name=_("group")
    )
    # Reports on paper alone: listed, never walked through.
    written = models.BooleanField(_("in writing"), default=False)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    step = models.CharField(_("step"), max_length=10, choices=Step.choices, default=Step.WAITING)
    # When the present step began; the clock of the hall runs from here.
    step_since = models.DateTimeField(null=True, blank=True)
    began_at = models.DateTimeField(_("report began"), null=True, blank=True)
    reported_at = models.DateTimeField(_("report ended"), null=True, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)

    class Meta:
        verbose_name = _("item of the agenda")
        verbose_name_plural = _("agenda")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(step__in=Step.values), name="agenda_step_is_known"),
            models.UniqueConstraint(
                fields=["meeting"],
                condition=Q(step__in=sorted(step.value for step in UNDER_WAY), group__isnull=True),
                name="agenda_one_reporter_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["group"],
                condition=Q(step__in=sorted(step.value for step in UNDER_WAY)),
                name="agenda_one_reporter_of_a_group_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(written=False) | Q(step__in=[Step.DONE.value, Step.WAITING.value]),
                name="agenda_written_is_not_walked_through",
            ),
            models.CheckConstraint(
                condition=Q(reporter__isnull=True) ^ Q(stand_in__isnull=True),
                name="agenda_reporter_or_stand_in",
            ),
        ]

    def __str__(self) -> str:
        return str(self.who)

    @property
    def scope_path(self) -> str:
        return self.meeting.scope_path

    @property
    def who(self) -> Reporter | StandIn:
        """Whose turn it is: a reporter of the cycle, in a rehearsal a stand-in."""
        found = self.reporter or self.stand_in
        if found is None:
            raise ValueError("An item of the agenda has a reporter or a stand-in.")
        return found

    @property
    def is_under_way(self) -> bool:
        return self.step in UNDER_WAY

    @property
    def moves(self) -> frozenset[Step]:
        """Where it can go from here."""
        return (WRITTEN_MOVES if self.written else STEP_MOVES)[Step(self.step)]

    def move_to(self, step: Step) -> None:
        if step not in self.moves:
            raise ValueError(f"An item does not go from {self.step} to {step}.")
        self.step = step


class Question(models.Model):
    """A question from the floor: of a group, never of a named person."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="questions")
    # A follow-up (追问) follows a question that was answered.
    follows = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="follow_ups")
    asker_group = models.CharField(_("asked by"), max_length=80)
    text = models.TextField(_("question"))
    answer = models.TextField(_("answer"), blank=True)
    in_writing = models.BooleanField(_("answered in writing afterwards"), default=False)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def is_open(self) -> bool:
        return not (self.answer.strip() or self.in_writing)


class LotsDraw(models.Model):
    """A draw of lots: from the published seed anyone can work out the order again."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="draws")
    seed = models.CharField(_("seed"), max_length=80)
    lots = models.JSONField(_("lots"))
    reason = models.CharField(_("why it was drawn again"), max_length=200, blank=True)
    # What was done to the order by hand since: [{"what", "name", "before", "after", "group", "reason", "by", "at"}].
    by_hand = models.JSONField(_("changed by hand since"), default=list, blank=True)
    made_at = models.DateTimeField(_("drawn"), auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("draw of lots")
        verbose_name_plural = _("draws of lots")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.meeting} {self.seed}"

    @property
    def scope_path(self) -> str:
        return self.meeting.scope_path
