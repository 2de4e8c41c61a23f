"""What a topic is, wherever it stands: in a list that comes down, or in a cycle."""

from collections.abc import Iterable
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuzhi.cycles.states import MOST_QUESTIONS, TopicKind
from shuzhi.organisations.models import Organisation
from shuzhi.organisations.states import Category

# A topic may not lose one of these on its way down.
FLAGS = ("must_report", "must_review", "must_assess")
YEARS = [MinValueValidator(2000), MaxValueValidator(2100)]


class Question(models.Model):
    """One of the few must-answer questions of a level in a year; the table has no place for one more.

    The same question may stand in a list, in its later editions and in several cycles of the organisation.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    lineage = models.CharField(max_length=80)

    class Meta:
        verbose_name = _("must-answer question")
        verbose_name_plural = _("must-answer questions")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "year", "number"], name="question_has_its_number"
            ),
            models.UniqueConstraint(
                fields=["organisation", "year", "lineage"], name="question_is_asked_once"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=MOST_QUESTIONS), name="question_is_one_of_few"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.year} {self.number}"


class Matter(models.Model):
    """The columns that a topic has on every level."""

    code = models.CharField(_("number"), max_length=20)
    text = models.CharField(_("topic"), max_length=300)
    kind = models.CharField(
        _("kind"), max_length=12, choices=TopicKind.choices, default=TopicKind.ORDINARY, blank=True
    )
    must_report = models.BooleanField(_("must be reported"), default=True)
    must_review = models.BooleanField(_("must be reviewed"), default=True)
    must_assess = models.BooleanField(_("must be assessed"), default=True)
    pinned = models.BooleanField(_("always first"), default=False)
    # Kinds of organisations (`Category`) or categories of the rulebook; none means everybody.
    categories = models.JSONField(_("applies to"), default=list, blank=True)
    evidence = models.CharField(_("evidence asked for"), max_length=300, blank=True)
    event = models.CharField(_("event or strategy it belongs to"), max_length=80, blank=True)
    basis = models.CharField(_("where it comes from"), max_length=200, blank=True)
    first_year = models.PositiveSmallIntegerField(_("first year"), null=True, blank=True, validators=YEARS)
    lasting = models.BooleanField(_("stays across years"), default=False)
    last_year = models.PositiveSmallIntegerField(_("last year"), null=True, blank=True, validators=YEARS)
    # The same over the years, however the wording changes: owner, first year, number.
    lineage = models.CharField(max_length=80, blank=True, db_index=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.code} {self.text}"

    @property
    def part_texts(self) -> list[str]:
        """The sub-actions, measures or points of the pairing, in their order."""
        return [part.text for part in self.parts.all()]  # type: ignore[attr-defined]

    @property
    def category_names(self) -> list[str]:
        """Whom it applies to, in words."""
        known: dict[str, Any] = dict(Category.choices)
        return [str(known.get(name, name)) for name in self.categories]

    @property
    def flags(self) -> frozenset[str]:
        return frozenset(name for name in FLAGS if getattr(self, name))

    def concerns(self, names: Iterable[str]) -> bool:
        """Whether somebody of these categories has to answer."""
        return not self.categories or not set(self.categories).isdisjoint(names)


class Part(models.Model):
    """One sub-action, measure or point."""

    number = models.PositiveSmallIntegerField(_("number"))
    text = models.CharField(_("text"), max_length=300)

    class Meta:
        abstract = True
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.text}"
