from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Notice(models.Model):
    """What waits for a person and where. The kind and its figures are kept, never a written-out sentence.

    While it is unread, a second notice of the same kind about the same thing refreshes it.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notices")
    kind = models.CharField(_("kind"), max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_pk = models.CharField(max_length=64)
    subject_text = models.CharField(_("about"), max_length=200)
    figures = models.JSONField(default=dict)
    url = models.CharField(_("address"), max_length=300)
    sender_name = models.CharField(_("sender"), max_length=150, blank=True)
    times = models.PositiveIntegerField(_("times"), default=1)
    made_at = models.DateTimeField(_("time"), db_index=True)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["user"], condition=Q(read_at=None), name="notices_unread")]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "subject_type", "subject_pk"],
                condition=Q(read_at=None),
                name="notice_unread_stands_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_text}"
