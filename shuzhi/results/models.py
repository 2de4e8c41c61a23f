"""Evidence, settlements, decisions, feedback: all written once."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuzhi.cycles.models import Cycle, Reporter


class Evidence(models.Model):
    """What the office entered besides the ballots, as one numbered edition; the newest one counts.

    `content` holds the rows of the tables "fields", "checklist", "adjustments", "vetoes" and "turnout" as
    docs/scoring.md names them, with the reporter's code in place of the row number.
    """

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="evidence")
    number = models.PositiveIntegerField(_("edition"))
    file_name = models.CharField(_("file"), max_length=200, blank=True)
    content = models.JSONField(_("content"))
    digest = models.CharField(_("hash"), max_length=64)
    understood = models.JSONField(_("read as"), default=list)
    made_at = models.DateTimeField(_("entered at"), auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("cycle", "number"), name="evidence_is_numbered_once"),)

    def __str__(self) -> str:
        return f"{self.cycle} {self.number}"

    @property
    def scope_path(self) -> str:
        return self.cycle.scope_path


class Settlement(models.Model):
    """One run of the one function, with all that is needed to run it again."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="settlements")
    number = models.PositiveIntegerField(_("number"))
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="settlements")
    rulebook_hash = models.CharField(_("hash of the rulebook"), max_length=64)
    input_hash = models.CharField(_("hash of the inputs"), max_length=64)
    result_hash = models.CharField(_("hash of the result"), max_length=64)
    program = models.CharField(_("program"), max_length=40)
    inputs = models.BinaryField(_("inputs"))
    made_at = models.DateTimeField(_("settled at"), auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("settlement")
        verbose_name_plural = _("settlements")
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("cycle", "number"), name="settlement_is_numbered_once"),
        )

    def __str__(self) -> str:
        return f"{self.cycle} {self.number}"

    @property
    def scope_path(self) -> str:
        return self.cycle.scope_path


class Status(models.TextChoices):
    ASSESSED = "assessed", _("Assessed")
    EXCLUDED = "excluded", _("Not assessed")
    BLOCKED = "blocked", _("Blocked")


class Proposal(models.Model):
    """What a settlement says of one reporter."""

    settlement = models.ForeignKey(Settlement, models.PROTECT, related_name="proposals")
    reporter = models.ForeignKey(Reporter, models.PROTECT, related_name="proposals")
    place = models.PositiveIntegerField(_("row in the result"))
    status = models.CharField(_("status"), max_length=10, choices=Status)
    # Decimal text with the rulebook's own places: a float would not be the same number.
    composite = models.CharField(_("score"), max_length=40, blank=True)
    merit = models.DecimalField(_("score, for sorting"), max_digits=24, decimal_places=6, null=True)
    band = models.CharField(_("grade by line"), max_length=40, blank=True)
    grade = models.CharField(_("proposed grade"), max_length=40, blank=True)
    rank = models.PositiveIntegerField(_("rank"), null=True)
    tied = models.BooleanField(_("tie at the line"), default=False)
    remarks = models.JSONField(_("what decided"), default=list)

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ("place",)
        constraints = (
            models.UniqueConstraint(fields=("settlement", "reporter"), name="proposal_is_made_once"),
            models.CheckConstraint(
                condition=Q(status="assessed") | Q(grade=""), name="proposal_grade_only_assessed"
            ),
        )

    def __str__(self) -> str:
        return str(self.reporter)

    def get_absolute_url(self) -> str:
        return reverse("results:show-proposal", args=[self.pk])

    @property
    def scope_path(self) -> str:
        return self.reporter.scope_path

    @property
    def lacking(self) -> list[str]:
        """What stops the computation, by the names of the rulebook."""
        return [said.removeprefix("blocked/") for said in self.remarks if said.startswith("blocked/")]


class Decision(models.Model):
    """The grade the committee fixed. It stands beside the proposal, never in its place."""

    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="decision")
    grade = models.CharField(_("grade"), max_length=40)
    differs = models.BooleanField(_("differs from the proposal"))
    reason = models.TextField(_("reason"), blank=True)
    decided_at = models.DateTimeField(_("decided at"), auto_now_add=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ("proposal__place",)
        constraints = (
            models.CheckConstraint(
                condition=Q(differs=False) | ~Q(reason=""), name="decision_differs_with_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.proposal} {self.grade}"

    @property
    def scope_path(self) -> str:
        return self.proposal.scope_path


class Feedback(models.Model):
    """Opinion and grade as they were handed to the person, with the problems of that day."""

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="feedback")
    opinion = models.TextField(_("opinion"))
    problems = models.JSONField(_("problems named"), default=list)
    due = models.DateField(_("rectification list due"), null=True)
    issued_at = models.DateTimeField(_("handed over at"), auto_now_add=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    read_at = models.DateTimeField(_("read at"), null=True)

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        ordering = ("decision__proposal__place",)

    def __str__(self) -> str:
        return str(self.decision.proposal)

    def get_absolute_url(self) -> str:
        return reverse("results:show-feedback", args=[self.pk])

    @property
    def scope_path(self) -> str:
        return self.decision.scope_path


class Publication(models.Model):
    """One edition of what everybody may know of a cycle's result; the editions together are what is known.

    `lines` is what readers see. `said` keeps, by reporter's code, what the gate needs to know of it the next time:
    the exact score behind it, its decimals, groups, counts, and a hash of the ballots.
    """

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="result_publications")
    settlement = models.ForeignKey(Settlement, models.PROTECT, related_name="publications")
    number = models.PositiveIntegerField(_("edition"))
    lines = models.JSONField(_("content"))
    said = models.JSONField(_("what was said"))
    made_at = models.DateTimeField(_("published at"), auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("published result")
        verbose_name_plural = _("published results")
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("cycle", "number"), name="result_publication_is_numbered_once"),
        )

    def __str__(self) -> str:
        return f"{self.cycle} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("results:show-published", args=[self.cycle_id])

    @property
    def scope_path(self) -> str:
        return self.cycle.scope_path
