"""The stages of a year's list, the kinds of its lines and what became of them; imports nothing of the house."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Stage(TextChoices):
    DRAFT = "draft", pgettext_lazy("duties", "draft")
    FIXED = "fixed", pgettext_lazy("duties", "fixed")
    PROGRESS = "progress", pgettext_lazy("duties", "progress shown")
    RESULT = "result", pgettext_lazy("duties", "result shown")


MOVES: dict[Stage, frozenset[Stage]] = {
    Stage.DRAFT: frozenset({Stage.FIXED}),
    Stage.FIXED: frozenset({Stage.PROGRESS, Stage.RESULT}),
    Stage.PROGRESS: frozenset({Stage.RESULT}),
    Stage.RESULT: frozenset(),
}


class Kind(TextChoices):
    PLEDGE = "pledge", _("public promise")
    PROJECT = "project", _("lead project")
    POINT = "point", _("contact point")
    MATTER = "matter", _("concrete matter")
    DEED = "deed", _("good deed")
    TEAM = "team", _("task team")


class Outcome(TextChoices):
    OPEN = "open", pgettext_lazy("duties", "under way")
    DONE = "done", pgettext_lazy("duties", "done")
    PARTLY = "partly", pgettext_lazy("duties", "partly done")
    NOT_DONE = "not_done", pgettext_lazy("duties", "not done")
