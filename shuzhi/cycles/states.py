"""The stages of a cycle and the closed lists of this step."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Stage(TextChoices):
    PREPARING = "preparing", pgettext_lazy("cycle", "Preparing")
    OPEN = "open", pgettext_lazy("cycle", "Open")
    CLOSED = "closed", pgettext_lazy("cycle", "Closed")


MOVES: dict[Stage, frozenset[Stage]] = {
    Stage.PREPARING: frozenset({Stage.OPEN}),
    Stage.OPEN: frozenset({Stage.CLOSED}),
    Stage.CLOSED: frozenset(),
}


class ReportForm(TextChoices):
    """How a reporter reports: before the meeting, or on paper alone."""

    ONSITE = "onsite", _("On site")
    WRITTEN = "written", _("In writing")
