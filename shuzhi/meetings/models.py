from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuzhi.cycles.models import Cycle, Reporter
from shuzhi.fieldwork.models import Finding
from shuzhi.meetings.states import STATE_MOVES, STEP_MOVES, UNDER_WAY, Side, State, Step


class Meeting(models.Model):
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="meetings")
    title = models.CharField(_("title"), max_length=120)
    date = models.DateField(_("date"))
    starts_at = models.TimeField(_("begins at"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    # The leader who hears, where a meeting is one of several, each for a portfolio.
    heard_by = models.CharField(_("heard by"), max_length=120, blank=True)
    minutes_each = models.PositiveSmallIntegerField(_("minutes to speak"), default=8)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PLANNED)
    began_at = models.DateTimeField(_("began"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-date", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="meeting_state_is_known")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def scope_path(self) -> str:
        return self.cycle.scope_path

    @property
    def is_planned(self) -> bool:
        return self.state == State.PLANNED

    @property
    def is_running(self) -> bool:
        return self.state == State.RUNNING

    def move_to(self, state: State) -> None:
        if state not in STATE_MOVES[State(self.state)]:
            raise ValueError(f"A meeting does not go from {self.state} to {state}.")
        self.state = state


class AgendaItem(models.Model):
    """One reporter's turn: report, questions, comment."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items")
    reporter = models.OneToOneField(Reporter, models.PROTECT, related_name="agenda_item")
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
                condition=Q(step__in=sorted(step.value for step in UNDER_WAY)),
                name="agenda_one_reporter_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return str(self.reporter)

    @property
    def scope_path(self) -> str:
        return self.meeting.scope_path

    @property
    def is_under_way(self) -> bool:
        return self.step in UNDER_WAY

    def move_to(self, step: Step) -> None:
        if step not in STEP_MOVES[Step(self.step)]:
            raise ValueError(f"An item does not go from {self.step} to {step}.")
        self.step = step


class Question(models.Model):
    """A question from the floor: of a group, never of a named person."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="questions")
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


class Comment(models.Model):
    """What a superior said of a report. It stands as it was given."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="comments")
    speaker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("speaker")
    )
    text = models.TextField(_("comment"))
    made_at = models.DateTimeField(_("given"), auto_now_add=True)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "speaker"], name="comment_is_given_once_by_each")
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.text[:40]}"

    @property
    def scope_path(self) -> str:
        return self.item.scope_path


class ProblemNote(models.Model):
    """A problem named in a comment; rectification begins from it."""

    comment = models.ForeignKey(Comment, models.PROTECT, related_name="problems")
    text = models.TextField(_("problem"))
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("problem of a comment")
        verbose_name_plural = _("problems of a comment")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text


class CommentDraft(models.Model):
    """What a speaker has prepared; nobody else reads it."""

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="drafts")
    speaker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField(_("comment"), blank=True)
    problems = models.TextField(_("problems of a comment"), blank=True)
    saved_at = models.DateTimeField(_("saved"), auto_now=True)

    class Meta:
        verbose_name = _("draft of a comment")
        verbose_name_plural = _("drafts of comments")
        constraints = [models.UniqueConstraint(fields=["item", "speaker"], name="comment_draft_is_one")]

    def __str__(self) -> str:
        return f"{self.item} {self.speaker}"


class LotsDraw(models.Model):
    """A draw of lots: from the published seed anyone can work out the order again."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="draws")
    seed = models.CharField(_("seed"), max_length=80)
    lots = models.JSONField(_("lots"))
    reason = models.CharField(_("why it was drawn again"), max_length=200, blank=True)
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


class PortraitLink(models.Model):
    """Somebody's word that a finding stands in the report, or was pointed out; empty: looked for, not there."""

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="portrait_links")
    reporter = models.ForeignKey(Reporter, models.PROTECT, related_name="portrait_links")
    side = models.CharField(_("where it was looked for"), max_length=10, choices=Side.choices)
    passage = models.TextField(_("passage of the report"), blank=True)
    note = models.ForeignKey(
        ProblemNote, models.PROTECT, null=True, related_name="+", verbose_name=_("problem of a comment")
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("matched"), auto_now=True)

    class Meta:
        verbose_name = _("match of a finding")
        verbose_name_plural = _("matches of findings")
        constraints = [
            models.UniqueConstraint(
                fields=["finding", "reporter", "side"], name="portrait_link_is_one_a_side"
            ),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="portrait_side_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.finding} {self.side}"

    @property
    def scope_path(self) -> str:
        return self.reporter.cycle.scope_path

    @property
    def is_there(self) -> bool:
        return bool(self.passage) or self.note_id is not None
