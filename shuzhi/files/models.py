from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuzhi.files.states import Kind


class StoredFile(models.Model):
    """One content, kept once under its SHA-256 however often it is handed in."""

    digest = models.CharField(_("SHA-256"), max_length=64, unique=True)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    kind = models.CharField(_("kind of file"), max_length=8, choices=Kind.choices)
    made_at = models.DateTimeField(_("kept since"), auto_now_add=True)

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")
        constraints = [models.CheckConstraint(condition=Q(kind__in=Kind.values), name="file_kind_is_known")]

    def __str__(self) -> str:
        return f"{self.digest[:12]}.{self.kind}"


class Upload(models.Model):
    """A file as somebody handed it in: its name, the place it belongs to, who and when.

    Steps keep their own rows that refer to it (evidence of a report, of a visit …) and decide who reads it.
    """

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="uploads", verbose_name=_("file"))
    name = models.CharField(_("name of the file"), max_length=120)
    # The path of the organisation it belongs to, as in all scopes.
    place = models.CharField(max_length=255, blank=True, db_index=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("uploaded by")
    )
    made_at = models.DateTimeField(_("uploaded"), auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def scope_path(self) -> str:
        return self.place

    @property
    def is_picture(self) -> bool:
        return self.file.kind in {Kind.PNG, Kind.JPEG, Kind.WEBP}
