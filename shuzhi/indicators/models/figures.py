from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shuzhi.indicators.models.indicator import Indicator
from shuzhi.indicators.states import number_text, period_text, value_of
from shuzhi.organisations.models import Organisation


class FactImport(models.Model):
    """One file that was taken in: what it did can be found again."""

    name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(_("time"), auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    counts = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("import of figures")
        verbose_name_plural = _("imports of figures")

    def __str__(self) -> str:
        return self.name


class KeptUpload(models.Model):
    """A file between its preview and its import; it leaves with the import or with the next upload."""

    owner = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    kept_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.name


class Figure(models.Model):
    """A figure of an organisation for a period. A correction is a new row; the one that counts is `current`."""

    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="%(class)ss", verbose_name=_("indicator")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="%(class)ss", verbose_name=_("organisation")
    )
    period = models.CharField(_("period"), max_length=7)
    # Whole numbers of the last decimal place; empty when the figure was withdrawn.
    scaled = models.BigIntegerField(_("value"), null=True)
    decimals = models.PositiveSmallIntegerField(default=0)
    number = models.PositiveIntegerField(_("version"), default=1)
    current = models.BooleanField(default=True)
    reason = models.CharField(_("reason of the correction"), max_length=300, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField(_("entered"), default=timezone.now)
    source_file = models.ForeignKey(FactImport, models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True
        ordering = ["indicator", "organisation", "period", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "organisation", "period"],
                condition=Q(current=True),
                name="%(class)s_has_one_current_row",
            ),
            models.UniqueConstraint(
                fields=["indicator", "organisation", "period", "number"], name="%(class)s_version_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(number=1, scaled__isnull=False) | (Q(number__gt=1) & ~Q(reason="")),
                name="%(class)s_correction_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} · {self.organisation} · {self.period}"

    @property
    def scope_path(self) -> str:
        return self.organisation.scope_path

    @property
    def value(self) -> Decimal | None:
        return None if self.scaled is None else value_of(self.scaled, self.decimals)

    @property
    def value_text(self) -> str:
        """The figure without its unit; nothing when it was withdrawn."""
        return "" if self.scaled is None else number_text(self.scaled, self.decimals)

    @property
    def period_label(self) -> str:
        return period_text(self.period)


class Fact(Figure):
    """What is: with its source and the day it describes."""

    source = models.CharField(_("source"), max_length=120)
    as_of = models.DateField(_("as of"))

    class Meta(Figure.Meta):
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        indexes = [
            models.Index(
                fields=["organisation", "period"], condition=Q(current=True), name="fact_of_organisation"
            )
        ]


class Target(Figure):
    """What is to be reached (F6: target, done, remark)."""

    remark = models.CharField(_("remark"), max_length=300, blank=True)

    class Meta(Figure.Meta):
        verbose_name = _("target")
        verbose_name_plural = _("targets")
