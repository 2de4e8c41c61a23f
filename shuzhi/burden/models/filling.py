from django.db import models
from django.utils.translation import gettext_lazy as _

from shuzhi.cycles.models import Cycle
from shuzhi.organisations.states import Kind as Level

# Times are kept in steps of five minutes; the last step is "ten hours and more".
STEP = 5
LAST_STEP = 120


class FillingTime(models.Model):
    """How many took so long for a form: a bar of a histogram. No person, no unit, no report, no time of day."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="+")
    level = models.CharField(_("level"), max_length=12, choices=Level.choices)
    form = models.CharField(_("which form"), max_length=20)
    step = models.PositiveSmallIntegerField(_("steps of five minutes"))
    count = models.PositiveIntegerField(_("how many"), default=0)

    class Meta:
        verbose_name = _("filling time")
        verbose_name_plural = _("filling times")
        ordering = ["step"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "level", "form", "step"], name="filling_time_bar_stands_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.step * STEP}"
