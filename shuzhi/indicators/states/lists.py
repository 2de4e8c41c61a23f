from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PeriodKind(TextChoices):
    YEAR = "year", _("yearly")
    QUARTER = "quarter", _("quarterly")
    MONTH = "month", _("monthly")


class Direction(TextChoices):
    """Which way is better; a counter of burdens is better when it falls."""

    UP = "up", _("more is better")
    DOWN = "down", _("less is better")
    NONE = "none", pgettext_lazy("direction", "neither")


class RollUp(TextChoices):
    """How the figures of the units below become one figure."""

    SUM = "sum", _("sum over the units")
    RATIO = "ratio", _("ratio of two sums")
    NONE = "none", _("not summed over units")


class OverTime(TextChoices):
    """How the figures of months or quarters become one of the year."""

    SUM = "sum", _("sum over the year")
    LAST = "last", _("the last one counts")
