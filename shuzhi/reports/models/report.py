from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuzhi.cycles.models import Cycle, Reporter, Topic
from shuzhi.reports.states import MOVES, WRITABLE, Stage


class Report(models.Model):
    """What a reporter says of the year. Readers other than its authors see editions, never the draft."""

    reporter = models.OneToOneField(Reporter, models.PROTECT, related_name="report")
    stage = models.CharField(_("stage"), max_length=10, choices=Stage.choices, default=Stage.DRAFT)
    sections = models.JSONField(_("sections"), default=list)
    # What is said of the parts of topics, by the name of the field.
    part_answers = models.JSONField(_("answers to parts of topics"), default=dict)
    # Counts the saves of the whole; `marks` counts them field by field.
    version = models.PositiveIntegerField(_("version"), default=1)
    # By the name of the field: number `n`, who (`by`, `name`), when (`at`), from which `window`, its save `seq`,
    # and `since` which number this window alone has written.
    marks = models.JSONField(_("versions of the fields"), default=dict)
    saved_at = models.DateTimeField(_("saved"), null=True, blank=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    handed_in_at = models.DateTimeField(_("handed in"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    accepted_hash = models.CharField(_("hash of the accepted text"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="report_stage_is_known"),
            models.CheckConstraint(
                condition=~Q(stage=Stage.ACCEPTED) | ~Q(accepted_hash=""), name="report_accepted_is_hashed"
            ),
        ]

    def __str__(self) -> str:
        return str(self.reporter)

    @property
    def scope_path(self) -> str:
        return self.reporter.scope_path

    @property
    def cycle(self) -> Cycle:
        return self.reporter.cycle

    @property
    def is_writable(self) -> bool:
        return self.stage in WRITABLE

    @property
    def is_accepted(self) -> bool:
        return self.stage == Stage.ACCEPTED

    def move_to(self, stage: Stage) -> None:
        if stage not in MOVES[Stage(self.stage)]:
            raise ValueError(f"A report does not go from {self.stage} to {stage}.")
        self.stage = stage


class TopicAnswer(models.Model):
    report = models.ForeignKey(Report, models.PROTECT, related_name="answers")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="+")
    text = models.TextField(_("answer to a topic"), blank=True)

    class Meta:
        verbose_name = _("answer to a topic")
        verbose_name_plural = _("answers to topics")
        ordering = ["-topic__pinned", "topic__order", "pk"]
        constraints = [models.UniqueConstraint(fields=["report", "topic"], name="answer_is_given_once")]

    def __str__(self) -> str:
        return str(self.topic)


class SetAside(models.Model):
    """A text of one field that lost against a newer one: nothing anybody wrote is thrown away.

    Each window keeps one row for a field; what it writes on replaces what it wrote before.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="set_aside")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # Empty: the text of all fields, from before they were kept one by one.
    field = models.CharField(_("field"), max_length=60, blank=True)
    base = models.PositiveIntegerField(_("written upon version"), default=0)
    window = models.CharField(max_length=40, blank=True)
    seq = models.PositiveIntegerField(default=0)  # which save of the window it was
    text = models.TextField(_("text"), blank=True)
    made_at = models.DateTimeField(_("set aside"), auto_now=True)

    class Meta:
        verbose_name = _("text set aside")
        verbose_name_plural = _("texts set aside")
        ordering = ["-made_at"]
        indexes = [models.Index(fields=["report", "field"], name="set_aside_of_field")]

    def __str__(self) -> str:
        return f"{self.report} {self.field} {self.base}"
