import re
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuzhi.cycles.models import Cycle, Reporter, Topic, digest_of
from shuzhi.reports.states import MOVES, WRITABLE, Stage

# One Chinese character or sign counts one, and so does one Latin word or number: as office software counts.
COUNTED = re.compile(r"[^\W\u2e80-\uffef_]+(?:[.,'’%-]?[^\W\u2e80-\uffef_]+)*%?|[^\s]")


def characters_in(text: str) -> int:
    """How long a text is, as the office's word processor counts it."""
    return len(COUNTED.findall(text))


class Report(models.Model):
    """What a reporter says of the year. Readers other than its authors see editions, never the draft."""

    reporter = models.OneToOneField(Reporter, models.PROTECT, related_name="report")
    stage = models.CharField(_("stage"), max_length=10, choices=Stage.choices, default=Stage.DRAFT)
    sections = models.JSONField(_("sections"), default=list)
    # Counts the saves: a window that saves with an older number is refused.
    version = models.PositiveIntegerField(_("version"), default=1)
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


class Edition(models.Model):
    """The text as it was handed in; written once, read by the office and, when accepted, by all allowed."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField(_("round"))
    sections = models.JSONField(_("sections"))
    answers = models.JSONField(_("answers"))
    digest = models.CharField(_("hash of the text"), max_length=64)
    made_at = models.DateTimeField(_("handed in"), auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("edition of a report")
        verbose_name_plural = _("editions of a report")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="edition_is_numbered_once")]

    def __str__(self) -> str:
        return f"{self.report} {self.number}"

    @property
    def content(self) -> dict[str, Any]:
        return {"reporter": self.report.reporter.code, "sections": self.sections, "answers": self.answers}

    @property
    def is_intact(self) -> bool:
        """The text still is what was hashed when it was handed in."""
        return digest_of(self.content) == self.digest


class ReturnNote(models.Model):
    """What the office asks to change; `section` "" speaks of the whole."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="notes")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="notes")
    section = models.CharField(_("section"), max_length=40, blank=True)
    text = models.TextField(_("what to change"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("made"), auto_now_add=True)

    class Meta:
        verbose_name = _("return note")
        verbose_name_plural = _("return notes")
        ordering = ["-edition__number", "pk"]

    def __str__(self) -> str:
        return self.text[:40]


class SetAside(models.Model):
    """A text that lost against a newer save: nothing anybody wrote is thrown away."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="set_aside")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(_("written upon version"))
    sections = models.JSONField(_("sections"))
    answers = models.JSONField(_("answers"))
    made_at = models.DateTimeField(_("set aside"), auto_now=True)

    class Meta:
        verbose_name = _("text set aside")
        verbose_name_plural = _("texts set aside")
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.report} {self.version}"
