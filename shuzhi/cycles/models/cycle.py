import hashlib
import json
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuzhi.cycles.states import MOVES, Publication, Stage
from shuzhi.organisations.models import Organisation


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
    # {category of the rulebook: [sections]}; a category that is not named has the sections above.
    category_sections = models.JSONField(_("sections by category"), default=dict, blank=True)
    speaking_speed = models.PositiveSmallIntegerField(_("characters spoken in a minute"), default=220)
    publication = models.CharField(
        _("accepted reports are published to"),
        max_length=8,
        choices=Publication.choices,
        default=Publication.NOBODY,
    )

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
            models.CheckConstraint(
                condition=Q(publication__in=Publication.values), name="cycle_publication_is_known"
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

    def sections_for(self, category: str) -> list[dict[str, Any]]:
        """The sections of a report by a reporter of this category: its own, or those of the cycle."""
        own: list[dict[str, Any]] | None = self.category_sections.get(category)
        return own or list(self.report_sections)

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
    category_sections = models.JSONField(_("sections by category"), default=dict)
    # 1: before topics had kinds and parts. A pin is always checked as what it was made.
    version = models.PositiveSmallIntegerField(default=1)
    made_at = models.DateTimeField(_("made"), auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.cycle} {self.digest[:12]}"

    @property
    def content(self) -> dict[str, Any]:
        held = {
            "rulebook": self.rulebook_hash,
            "tree": self.tree,
            "topics": self.topics,
            "reporters": self.reporters,
            "voters": self.voters,
            "sections": self.sections,
        }
        if self.version == 1:
            return held
        return {**held, "category_sections": self.category_sections, "version": self.version}

    @property
    def digest(self) -> str:
        return digest_of(self.content)
