from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuzhi.cycles.models.cycle import Cycle
from shuzhi.cycles.states import ReportForm
from shuzhi.organisations.models import Tenure


class Reporter(models.Model):
    """A tenure under review, with the names of the day of opening."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="reporters")
    tenure = models.ForeignKey(Tenure, models.PROTECT, related_name="reviews")
    code = models.CharField(_("code"), max_length=40)
    organisation_name = models.CharField(_("organisation"), max_length=200)
    person_name = models.CharField(_("name"), max_length=80)
    post = models.CharField(_("post"), max_length=60)
    category = models.CharField(_("category"), max_length=60, blank=True)
    organisation_category = models.CharField(_("kind of organisation"), max_length=24, blank=True)
    attributes = models.JSONField(_("further attributes"), default=dict, blank=True)
    form = models.CharField(_("form"), max_length=8, choices=ReportForm.choices, default=ReportForm.ONSITE)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("reporter")
        verbose_name_plural = _("reporters")
        ordering = ["order", "code"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "code"], name="reporter_code_is_used_once"),
            models.UniqueConstraint(fields=["cycle", "tenure"], name="reporter_tenure_is_reviewed_once"),
            models.CheckConstraint(condition=Q(form__in=ReportForm.values), name="reporter_form_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_name} {self.person_name}"

    @property
    def scope_path(self) -> str:
        return self.tenure.scope_path

    @property
    def user_id(self) -> int | None:
        """The account of the person under review."""
        return self.tenure.person.user_id

    def take_names(self) -> "Reporter":
        """Copies the names and the kind of today from the tenure; the caller saves."""
        self.organisation_name = self.tenure.organisation.name
        self.person_name = self.tenure.person.name
        self.post = self.tenure.post
        self.organisation_category = self.tenure.organisation.category
        return self

    @property
    def is_onsite(self) -> bool:
        return self.form == ReportForm.ONSITE

    @property
    def excluded_as(self) -> str:
        """The rulebook's name of the exclusion, or nothing for those who are assessed."""
        return self.exclusion.name if hasattr(self, "exclusion") else ""


class Exclusion(models.Model):
    """Why a reporter is not assessed; a record of its own, so that it may also come after opening."""

    reporter = models.OneToOneField(Reporter, models.PROTECT, related_name="exclusion")
    name = models.CharField(_("reason in the rulebook"), max_length=80)
    reason = models.CharField(_("in detail"), max_length=300)
    made_at = models.DateTimeField(_("made"), auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.reporter}: {self.name}"


class VoterGroupCount(models.Model):
    """How many voters of a group are expected for a ballot form; empty until the office has counted them."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="voter_groups")
    form = models.CharField(_("ballot form"), max_length=80)
    group = models.CharField(_("voter group"), max_length=80)
    label = models.CharField(_("who they are"), max_length=200, blank=True)
    expected = models.PositiveIntegerField(_("expected voters"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("expected voters")
        verbose_name_plural = _("expected voters")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "form", "group"], name="voter_group_is_counted_once")
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.group}"
