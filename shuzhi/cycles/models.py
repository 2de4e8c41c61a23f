import hashlib
import json
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuzhi.cycles.states import MOVES, ReportForm, Stage
from shuzhi.organisations.models import Organisation, Tenure


def digest_of(value: Any) -> str:
    """The SHA-256 of the canonical JSON of a value: the same content gives the same hash on every server."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class Cycle(models.Model):
    """One year's review run by one organiser. What `Pin` holds never changes after opening."""

    organiser = models.ForeignKey(
        Organisation, models.PROTECT, related_name="cycles", verbose_name=_("organiser")
    )
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    title = models.CharField(_("title"), max_length=120)
    stage = models.CharField(_("stage"), max_length=12, choices=Stage.choices, default=Stage.PREPARING)
    invented = models.BooleanField(_("demonstration data"), default=False)

    rulebook_text = models.TextField(_("rulebook"), blank=True)
    rulebook_hash = models.CharField(_("rulebook hash"), max_length=64, blank=True)
    rulebook_title = models.TextField(_("title of the rulebook"), blank=True)

    # [{"key", "title", "help", "problems"}]; `problems` marks the section that is to be long enough.
    report_sections = models.JSONField(_("sections of a report"), default=list)
    text_limit = models.PositiveIntegerField(_("most characters in a report"), default=4000)
    problem_share = models.CharField(_("share of the problems section"), max_length=9, default="1/3")
    comment_minimum = models.PositiveIntegerField(_("fewest characters in a comment"), default=50)
    speaking_minutes = models.PositiveSmallIntegerField(_("minutes to speak"), default=8)

    research_from = models.DateField(_("research begins"), null=True, blank=True)
    report_due = models.DateField(_("reports are due"), null=True, blank=True)
    meeting_on = models.DateField(_("meeting"), null=True, blank=True)
    decide_by = models.DateField(_("grades are fixed by"), null=True, blank=True)
    rectify_by = models.DateField(_("rectification lists are due"), null=True, blank=True)

    snapshot_hash = models.CharField(_("hash of the pin"), max_length=64, blank=True)
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        verbose_name = _("cycle")
        verbose_name_plural = _("cycles")
        ordering = ["-year", "title", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["organiser", "year", "title"], name="cycle_is_named_once_a_year"),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="cycle_stage_is_known"),
            models.CheckConstraint(
                condition=Q(stage=Stage.PREPARING) | (~Q(snapshot_hash="") & ~Q(rulebook_hash="")),
                name="cycle_open_is_pinned",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def scope_path(self) -> str:
        return self.organiser.scope_path

    @property
    def is_preparing(self) -> bool:
        return self.stage == Stage.PREPARING

    @property
    def is_open(self) -> bool:
        return self.stage == Stage.OPEN

    @property
    def tree_snapshot(self) -> list[dict[str, Any]]:
        """The frozen tree: code, name, kind, category and path of every organisation at opening."""
        return self.pin.tree if self.snapshot_hash else []

    def move_to(self, stage: Stage) -> None:
        if stage not in MOVES[Stage(self.stage)]:
            raise ValueError(f"A cycle does not go from {self.stage} to {stage}.")
        self.stage = stage


class Pin(models.Model):
    """What a cycle was opened with, as it was that day. A row of its own: the tree is long, seldom read."""

    cycle = models.OneToOneField(Cycle, models.PROTECT, related_name="pin")
    rulebook_hash = models.CharField(max_length=64)
    tree = models.JSONField(_("tree"))
    topics = models.JSONField(_("topics"))
    reporters = models.JSONField(_("reporters"))
    voters = models.JSONField(_("expected voters"))
    sections = models.JSONField(_("sections of a report"))
    made_at = models.DateTimeField(_("made"), auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.cycle} {self.digest[:12]}"

    @property
    def content(self) -> dict[str, Any]:
        return {
            "rulebook": self.rulebook_hash,
            "tree": self.tree,
            "topics": self.topics,
            "reporters": self.reporters,
            "voters": self.voters,
            "sections": self.sections,
        }

    @property
    def digest(self) -> str:
        return digest_of(self.content)


class Topic(models.Model):
    """A matter of the year; the flags say whether it must be reported, reviewed, assessed."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="topics")
    code = models.CharField(_("number"), max_length=20)
    text = models.CharField(_("topic"), max_length=300)
    must_report = models.BooleanField(_("must be reported"), default=True)
    must_review = models.BooleanField(_("must be reviewed"), default=True)
    must_assess = models.BooleanField(_("must be assessed"), default=True)
    pinned = models.BooleanField(_("always first"), default=False)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["-pinned", "order", "pk"]
        constraints = [models.UniqueConstraint(fields=["cycle", "code"], name="topic_code_is_used_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"

    @property
    def scope_path(self) -> str:
        return self.cycle.scope_path


class Reporter(models.Model):
    """A tenure under review, with the names of the day of opening."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="reporters")
    tenure = models.ForeignKey(Tenure, models.PROTECT, related_name="reviews")
    code = models.CharField(_("code"), max_length=40)
    organisation_name = models.CharField(_("organisation"), max_length=200)
    person_name = models.CharField(_("name"), max_length=80)
    post = models.CharField(_("post"), max_length=60)
    category = models.CharField(_("category"), max_length=60, blank=True)
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
        """Copies the names of today from the tenure; the caller saves."""
        self.organisation_name = self.tenure.organisation.name
        self.person_name = self.tenure.person.name
        self.post = self.tenure.post
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
