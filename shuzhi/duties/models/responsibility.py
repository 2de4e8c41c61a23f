from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuzhi.duties.states import Kind
from shuzhi.organisations.models import Organisation


class Responsibility(models.Model):
    """A line of a responsibility list. It holds for every unit below; those may add lines, never drop one."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="responsibilities", verbose_name=_("organisation")
    )
    code = models.CharField(_("code"), max_length=20)
    text = models.TextField(_("responsibility"))
    basis = models.CharField(_("basis"), max_length=300, blank=True)
    post = models.CharField(_("whose"), max_length=60, blank=True)
    # Empty: all tiers below.
    kinds = models.JSONField(_("kinds of organisations"), default=list, blank=True)
    refines = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="refined_by",
        verbose_name=_("carries out"),
    )
    since = models.PositiveSmallIntegerField(_("first year"))
    until = models.PositiveSmallIntegerField(_("last year"), null=True, blank=True)
    ended_why = models.CharField(_("why it ended"), max_length=300, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("responsibility")
        verbose_name_plural = _("responsibilities")
        ordering = ["code", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "code"], name="responsibility_code_is_unique"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since"), ended_why__gt=""),
                name="responsibility_ends_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text[:60]}"

    @property
    def scope_path(self) -> str:
        return self.organisation.scope_path


class Quota(models.Model):
    """How many lines of a kind a list of the year has, for the units of a subtree; the nearest one counts."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("year"))
    kind = models.CharField(_("kind of line"), max_length=8, choices=Kind.choices)
    least = models.PositiveSmallIntegerField(_("at least"))
    most = models.PositiveSmallIntegerField(_("at most"))

    class Meta:
        verbose_name = _("number of lines")
        verbose_name_plural = _("numbers of lines")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "year", "kind"], name="duty_quota_once"),
            models.CheckConstraint(condition=Q(most__gte=F("least")), name="duty_quota_least_to_most"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.year} · {self.get_kind_display()}: {self.least}–{self.most}"

    @property
    def scope_path(self) -> str:
        return self.organisation.scope_path
