"""The closed lists of fieldwork, and who moves where. Methods and marks are data, not states."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Phase(TextChoices):
    BEFORE = "before", _("Before the meeting")
    AFTER = "after", _("After the meeting")


class Kind(TextChoices):
    PROBLEM = "problem", pgettext_lazy("finding", "Problem")
    STRENGTH = "strength", pgettext_lazy("finding", "Strength")


class VisitState(TextChoices):
    PLANNED = "planned", pgettext_lazy("visit", "Planned")
    DONE = "done", pgettext_lazy("visit", "Done")
    CANCELLED = "cancelled", pgettext_lazy("visit", "Cancelled")


VISIT_MOVES: dict[VisitState, frozenset[VisitState]] = {
    VisitState.PLANNED: frozenset({VisitState.DONE, VisitState.CANCELLED}),
    VisitState.DONE: frozenset({VisitState.DONE}),
    VisitState.CANCELLED: frozenset(),
}


class DrawState(TextChoices):
    DRAFT = "draft", pgettext_lazy("draw", "In preparation")
    SEALED = "sealed", pgettext_lazy("draw", "Sealed")
    OPENED = "opened", pgettext_lazy("draw", "Opened")
    VOID = "void", pgettext_lazy("draw", "Void")


DRAW_MOVES: dict[DrawState, frozenset[DrawState]] = {
    DrawState.DRAFT: frozenset({DrawState.SEALED, DrawState.VOID}),
    DrawState.SEALED: frozenset({DrawState.OPENED, DrawState.VOID}),
    DrawState.OPENED: frozenset(),
    DrawState.VOID: frozenset(),
}
