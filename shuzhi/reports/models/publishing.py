from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuzhi.cycles.models import digest_of
from shuzhi.cycles.states import Publication as Readers
from shuzhi.reports.models.editions import Edition
from shuzhi.reports.models.report import Report


class Withheld(models.Model):
    """What of an accepted text is not published, and why: a passage, a part ("" quote), or all ("" part)."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="withheld")
    section = models.CharField(_("section"), max_length=40, blank=True)
    quote = models.TextField(_("passage"), blank=True)
    start = models.PositiveIntegerField(_("begins at character"), default=0)
    reason = models.CharField(_("reason"), max_length=200)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("made"), auto_now_add=True)

    class Meta:
        verbose_name = _("withheld passage")
        verbose_name_plural = _("withheld passages")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="withheld_has_a_reason")]

    def __str__(self) -> str:
        return self.quote[:40] or self.section or str(self.report)

    @property
    def end(self) -> int:
        return self.start + len(self.quote)

    @property
    def scope_path(self) -> str:
        return self.report.scope_path


class Publication(models.Model):
    """What readers see: names, and the accepted text without what is withheld, as it was on that day."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="publications")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="publications")
    scope = models.CharField(_("published to"), max_length=8, choices=Readers.choices)
    # {"organisation", "post", "name", "parts": [{"title", "runs": [{"text"} or {"reason"}]}], "withheld": n}
    content = models.JSONField(_("published text"))
    digest = models.CharField(_("hash of the published text"), max_length=64)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("published"), auto_now_add=True)

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ["report__reporter__order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(scope__in=[Readers.MEMBERS, Readers.PUBLIC]), name="publication_scope_is_known"
            )
        ]

    def __str__(self) -> str:
        return str(self.report)

    @property
    def scope_path(self) -> str:
        return self.report.scope_path

    @property
    def is_intact(self) -> bool:
        """The text still is what was published."""
        return digest_of(self.content) == self.digest


class Withdrawal(models.Model):
    """The correction of a publication: it was there, and is not shown any more."""

    publication = models.OneToOneField(Publication, models.PROTECT, related_name="withdrawal")
    reason = models.CharField(_("reason"), max_length=300)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("withdrawn"), auto_now_add=True)

    class Meta:
        verbose_name = _("withdrawal of a publication")
        verbose_name_plural = _("withdrawals of publications")
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="withdrawal_has_a_reason")]

    def __str__(self) -> str:
        return str(self.publication)
