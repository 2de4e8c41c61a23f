from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuzhi.meetings.models import Meeting


class Laptop(models.Model):
    """A laptop that may bring meetings home: its public key, compared by two people before it was entered."""

    name = models.CharField(_("name of the laptop"), max_length=80)
    key = models.CharField(_("public key"), max_length=64, unique=True)
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    registered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("laptop")
        verbose_name_plural = _("laptops")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Errand(models.Model):
    """One meeting on its way to a laptop and home again; on the server, and the same row on the laptop.

    `before` keeps the hash of every row as it left the server: what has changed since, and where, is known by it.
    New rows on the laptop take keys from `lane` on, so that they meet no row of the server.
    """

    # A meeting that is out cannot be cancelled (rules.refuse_while_out); one that was called back takes this along.
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="errands")
    laptop = models.ForeignKey(Laptop, models.PROTECT, related_name="errands")
    lane = models.PositiveBigIntegerField(unique=True)
    before = models.JSONField(default=dict)
    handed_out_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    handed_out_at = models.DateTimeField(auto_now_add=True)
    # The package that came home last.
    digest = models.CharField(max_length=64, blank=True)
    home_at = models.DateTimeField(null=True, blank=True)
    # Called back: the office gave the laptop up, and its package is refused by this.
    called_back_at = models.DateTimeField(null=True, blank=True)
    why_called_back = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("meeting on a laptop")
        verbose_name_plural = _("meetings on laptops")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.meeting} · {self.laptop}"

    @property
    def is_out(self) -> bool:
        return self.home_at is None and self.called_back_at is None

    @property
    def scope_path(self) -> str:
        return self.meeting.scope_path
