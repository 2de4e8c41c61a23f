from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuzhi.duties.models.year import Item
from shuzhi.files.models import Upload
from shuzhi.organisations.models import Tenure


class DutyEntry(models.Model):
    """One matter, one entry: the day, and what was personally done. Withdrawn entries stay, with the reason."""

    tenure = models.ForeignKey(Tenure, models.PROTECT, related_name="duty_entries")
    on = models.DateField(_("day"))
    title = models.CharField(_("matter"), max_length=120)
    text = models.TextField(_("what was personally done"))
    place = models.CharField(_("place"), max_length=120, blank=True)
    item = models.ForeignKey(
        Item,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="entries",
        verbose_name=_("line of the list"),
    )
    withdrawn = models.CharField(_("why it was withdrawn"), max_length=300, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("made"), auto_now_add=True)

    class Meta:
        verbose_name = _("duty log entry")
        verbose_name_plural = _("duty log entries")
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenure", "on", "title"], condition=Q(withdrawn=""), name="duty_entry_one_matter_once"
            ),
            models.CheckConstraint(condition=~Q(title="") & ~Q(text=""), name="duty_entry_says_what"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def scope_path(self) -> str:
        return self.tenure.scope_path


class EntryEvidence(models.Model):
    """A file that backs an entry; never asked for."""

    entry = models.ForeignKey(DutyEntry, models.PROTECT, related_name="evidence")
    upload = models.ForeignKey(Upload, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "upload"], name="duty_evidence_is_named_once")
        ]

    def __str__(self) -> str:
        return self.upload.name
