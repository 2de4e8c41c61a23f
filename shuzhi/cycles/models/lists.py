from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuzhi.cycles.models.matter import Matter, Part, Question
from shuzhi.cycles.states import LIST_MOVES, ListStage, TopicKind
from shuzhi.organisations.models import Organisation
from shuzhi.organisations.states import Category


class TopicList(models.Model):
    """The topics of a year that an organisation hands down; once issued it stands, and may only be replaced."""

    issuer = models.ForeignKey(
        Organisation, models.PROTECT, related_name="topic_lists", verbose_name=_("issued by")
    )
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    title = models.CharField(_("title"), max_length=120)
    # A guiding body reaches these kinds of organisations in the whole place it belongs to, not only its own.
    guides = models.JSONField(_("guides"), default=list, blank=True)
    stage = models.CharField(_("stage"), max_length=12, choices=ListStage.choices, default=ListStage.DRAFT)
    edition = models.PositiveSmallIntegerField(_("edition"), default=1)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    digest = models.CharField(_("hash"), max_length=64, blank=True)
    issued_at = models.DateTimeField(_("issued"), null=True, blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    invented = models.BooleanField(_("demonstration data"), default=False)

    class Meta:
        verbose_name = _("topic list")
        verbose_name_plural = _("topic lists")
        ordering = ["-year", "issuer__depth", "issuer__path", "title", "-edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "year", "title", "edition"], name="topic_list_is_named_once_a_year"
            ),
            models.CheckConstraint(condition=Q(stage__in=ListStage.values), name="topic_list_stage_is_known"),
            models.CheckConstraint(
                condition=Q(stage=ListStage.DRAFT) | ~Q(digest=""), name="topic_list_issued_is_hashed"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def scope_path(self) -> str:
        return self.issuer.scope_path

    @property
    def is_draft(self) -> bool:
        return self.stage == ListStage.DRAFT

    @property
    def guided_names(self) -> list[str]:
        """The categories it guides, in words."""
        known: dict[str, Any] = dict(Category.choices)
        return [str(known.get(name, name)) for name in self.guides]

    @property
    def reach_path(self) -> str:
        """Below which organisation it holds: the issuer's own, or the place a guiding body belongs to."""
        return self.issuer.parent_path if self.guides else self.issuer.scope_path

    def move_to(self, stage: ListStage) -> None:
        if stage not in LIST_MOVES[ListStage(self.stage)]:
            raise ValueError(f"A topic list does not go from {self.stage} to {stage}.")
        self.stage = stage


class IssuedTopic(Matter):
    """A topic on its way down."""

    list = models.ForeignKey(TopicList, models.CASCADE, related_name="topics")
    question = models.ForeignKey(Question, models.PROTECT, null=True, blank=True, related_name="issued")

    class Meta:
        verbose_name = _("issued topic")
        verbose_name_plural = _("issued topics")
        ordering = ["-pinned", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["list", "code"], name="issued_topic_code_is_used_once"),
            models.UniqueConstraint(fields=["list", "question"], name="issued_question_is_asked_once"),
            models.CheckConstraint(
                condition=Q(kind=TopicKind.MUST_ANSWER, question__isnull=False)
                | (~Q(kind=TopicKind.MUST_ANSWER) & Q(question__isnull=True)),
                name="issued_must_answer_is_a_question",
            ),
            models.CheckConstraint(condition=Q(kind__in=TopicKind.values), name="issued_topic_kind_is_known"),
        ]

    @property
    def scope_path(self) -> str:
        return self.list.scope_path


class IssuedPart(Part):
    topic = models.ForeignKey(IssuedTopic, models.CASCADE, related_name="parts")

    class Meta(Part.Meta):
        constraints = [models.UniqueConstraint(fields=["topic", "number"], name="issued_part_has_its_number")]
