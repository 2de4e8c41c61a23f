"""The stages of a cycle and the closed lists of this step."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Stage(TextChoices):
    PREPARING = "preparing", _("Preparing")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


MOVES: dict[Stage, frozenset[Stage]] = {
    Stage.PREPARING: frozenset({Stage.OPEN}),
    Stage.OPEN: frozenset({Stage.CLOSED}),
    Stage.CLOSED: frozenset(),
}


class ReportForm(TextChoices):
    """How a reporter reports: before the meeting, or on paper alone."""

    ONSITE = "onsite", _("On site")
    WRITTEN = "written", _("In writing")
