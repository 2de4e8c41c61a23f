"""Problems and the steps that were taken on them."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuzhi.cycles.models import Reporter
from shuzhi.meetings.models import ProblemNote
from shuzhi.rectification.states import Source, State


class Problem(models.Model):
    """One line of a reporter's rectification list (F18)."""

    reporter = models.ForeignKey(Reporter, models.PROTECT, related_name="problems")
    number = models.PositiveIntegerField(_("number"))
    source = models.CharField(_("source"), max_length=20, choices=Source)
    text = models.TextField(_("problem"))
    cause = models.TextField(_("cause"), blank=True)
    measure = models.TextField(_("measure"), blank=True)
    evidence = models.TextField(_("proof of the result"), blank=True)
    due = models.DateField(_("due"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.LISTED)
    note = models.OneToOneField(
        ProblemNote, models.PROTECT, null=True, blank=True, related_name="problem", verbose_name=_("named in")
    )
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    verified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("reporter__order", "number")
        constraints = (
            models.UniqueConstraint(fields=("reporter", "number"), name="problem_number_once_per_reporter"),
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="problem_state_known"),
            models.CheckConstraint(
                condition=~models.Q(state__in=("claimed_done", "verified", "closed"))
                | ~models.Q(evidence=""),
                name="problem_done_only_with_proof",
            ),
            models.CheckConstraint(
                condition=models.Q(verified_by__isnull=True) | ~models.Q(verified_by=models.F("claimed_by")),
                name="problem_verified_by_another",
            ),
        )

    def __str__(self) -> str:
        return f"{self.reporter.organisation_name} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("rectification:show-problem", args=[self.pk])

    @property
    def scope_path(self) -> str:
        return self.reporter.scope_path
