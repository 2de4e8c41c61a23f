from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shuzhi.indicators.states import MOST_DECIMALS, Direction, OverTime, PeriodKind, RollUp
from shuzhi.organisations.models import Organisation

# The code stands in texts as [[fact:CODE]]: letters, digits and these marks alone.
CODE = RegexValidator(r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$", _("Letters, digits and . _ - only, no spaces."))


class Indicator(models.Model):
    """A defined figure: what is counted, in which unit, for which period, on which basis."""

    code = models.CharField(_("code"), max_length=40, unique=True, validators=[CODE])
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=160, blank=True)
    unit = models.CharField(_("unit of measure"), max_length=20)
    unit_en = models.CharField(_("unit of measure in English"), max_length=40, blank=True)
    definition = models.TextField(_("what is counted"), blank=True)
    basis = models.CharField(_("basis"), max_length=300, blank=True)
    # Nobody above it: the whole server's.
    owner = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="indicators",
        verbose_name=_("owner"),
    )
    period = models.CharField(_("period"), max_length=8, choices=PeriodKind.choices, default=PeriodKind.YEAR)
    decimals = models.PositiveSmallIntegerField(
        _("decimals"), default=0, validators=[MaxValueValidator(MOST_DECIMALS)]
    )
    direction = models.CharField(
        _("which way is better"), max_length=5, choices=Direction.choices, default=Direction.UP
    )
    hard = models.BooleanField(
        _("hard indicator"), default=False, help_text=_("Every unit it applies to has to have a figure.")
    )
    # Empty: all. Otherwise the categories or kinds of organisations that have this figure.
    categories = models.JSONField(_("categories of organisations"), default=list, blank=True)
    kinds = models.JSONField(_("kinds of organisations"), default=list, blank=True)
    part_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("part of")
    )
    roll_up = models.CharField(_("over the units"), max_length=5, choices=RollUp.choices, default=RollUp.SUM)
    over_time = models.CharField(
        _("over the year"), max_length=4, choices=OverTime.choices, default=OverTime.LAST
    )
    # A ratio is never typed: it is numerator × times ÷ denominator, of the same unit and period.
    numerator = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("above the line")
    )
    denominator = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("below the line")
    )
    times = models.PositiveIntegerField(_("times"), default=1)
    ended = models.BooleanField(
        _("no longer collected"), default=False, help_text=_("Old figures stay; new ones are not taken.")
    )
    order = models.PositiveIntegerField(_("place in the list"), default=0)

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["order", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(period__in=PeriodKind.values), name="indicator_period_is_known"
            ),
            models.CheckConstraint(condition=Q(roll_up__in=RollUp.values), name="indicator_roll_up_is_known"),
            models.CheckConstraint(
                condition=Q(decimals__lte=MOST_DECIMALS), name="indicator_decimals_are_few"
            ),
            models.CheckConstraint(
                condition=Q(roll_up=RollUp.RATIO, numerator__isnull=False, denominator__isnull=False)
                | (~Q(roll_up=RollUp.RATIO) & Q(numerator=None, denominator=None)),
                name="indicator_ratio_has_two_parts",
            ),
            models.CheckConstraint(
                condition=Q(part_of=None) | ~Q(part_of=F("pk")), name="indicator_is_no_part_of_itself"
            ),
            models.CheckConstraint(
                condition=~Q(code="") & ~Q(name="") & ~Q(unit=""), name="indicator_has_code_name_unit"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def scope_path(self) -> str:
        return self.owner.scope_path if self.owner else ""

    @property
    def label(self) -> str:
        """The name in the language of the page."""
        return self.name_en if self.name_en and _speaks_english() else self.name

    @property
    def unit_label(self) -> str:
        return self.unit_en if self.unit_en and _speaks_english() else self.unit

    @property
    def is_ratio(self) -> bool:
        return self.roll_up == RollUp.RATIO

    @property
    def is_percent(self) -> bool:
        return self.unit == "%"

    def applies_to(self, organisation: Organisation) -> bool:
        """Whether an organisation of this category and kind has the figure."""
        fits = not self.categories or organisation.category in self.categories
        return fits and (not self.kinds or organisation.kind in self.kinds)


def _speaks_english() -> bool:
    return (get_language() or "").startswith("en")
