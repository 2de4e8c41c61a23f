from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuzhi.organisations.models import Organisation
from shuzhi.reports.models.editions import Edition


class Source(models.Model):
    """A document everybody has: what a report quotes from it does not count as copied."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"))
    digest = models.CharField(_("hash of the text"), max_length=64)
    made_at = models.DateTimeField(_("added"), auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("source document")
        verbose_name_plural = _("source documents")
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "digest"],
                condition=models.Q(withdrawn_at=None),
                name="source_text_stands_once",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def scope_path(self) -> str:
        return self.organisation.scope_path


class Signature(models.Model):
    """The prints of an edition, by which its like is looked up; can be made anew from the text at any time."""

    edition: Any = models.OneToOneField(Edition, models.PROTECT, related_name="signature")
    form = models.PositiveSmallIntegerField(_("version of the method"))
    prints = models.BinaryField(_("prints, four bytes each, ascending"))

    class Meta:
        verbose_name = _("signature of an edition")
        verbose_name_plural = _("signatures of editions")

    def __str__(self) -> str:
        return str(self.edition)
