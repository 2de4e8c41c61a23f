from django.db import models
from django.utils.translation import gettext_lazy as _


class StandIn(models.Model):
    """An invented reporter of a rehearsal: no tenure, no account, nothing that a later step could find."""

    code = models.CharField(_("code"), max_length=40)
    organisation_name = models.CharField(_("organisation"), max_length=200)
    person_name = models.CharField(_("name"), max_length=80)
    post = models.CharField(_("post"), max_length=60)

    class Meta:
        verbose_name = _("stand-in of a rehearsal")
        verbose_name_plural = _("stand-ins of a rehearsal")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.organisation_name} {self.person_name}"

    @property
    def user_id(self) -> int | None:
        """Nobody is rated in a rehearsal."""
        return None
