from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuzhi.cycles.models import Reporter
from shuzhi.fieldwork.models import Finding
from shuzhi.meetings.models.agenda import AgendaItem
from shuzhi.meetings.states import Side


class Comment(models.Model):
    """What a superior said of a report. It stands as it was given."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="comments")
    speaker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("speaker")
    )
    text = models.TextField(_("comment"))
    # Said by the superior: without such a comment nobody is done. The others add theirs.
    mandatory = models.BooleanField(_("the superior's comment"), default=True)
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
    # Keys of the findings that the speaker means to point out.
    findings = models.JSONField(_("findings to point out"), default=list, blank=True)
    saved_at = models.DateTimeField(_("saved"), auto_now=True)
    # Counts up with every save; with it a second device notices that it is behind.
    n = models.PositiveIntegerField(default=0)
    # The window that saved last: its answer may have been lost, so its next save is never a clash.
    window = models.CharField(max_length=32, blank=True)

    class Meta:
        verbose_name = _("draft of a comment")
        verbose_name_plural = _("drafts of comments")
        constraints = [models.UniqueConstraint(fields=["item", "speaker"], name="comment_draft_is_one")]

    def __str__(self) -> str:
        return f"{self.item} {self.speaker}"


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
