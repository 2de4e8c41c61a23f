"""What can be asked of a unit, at which level, and what is limited."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(TextChoices):
    """What a unit has to do: fill in, type, look up, attach or write."""

    FORM = "form", pgettext_lazy("asked", "form")
    FIELD = "field", pgettext_lazy("asked", "field")
    INDICATOR = "indicator", pgettext_lazy("asked", "indicator")
    UPLOAD = "upload", pgettext_lazy("asked", "file")
    REPORT = "report", pgettext_lazy("asked", "report")
    ANSWER = "answer", pgettext_lazy("asked", "answer to a topic")


# What can be filled in from what the system holds.
FILLED_IN = frozenset({Kind.FIELD, Kind.INDICATOR})


class Measure(TextChoices):
    """What a cap limits; the share of prefilled fields is a floor, the others are ceilings."""

    FORMS = "forms", _("forms a year")
    INDICATORS = "indicators", _("indicators")
    UPLOADS = "uploads", _("files to hand in")
    CHARACTERS = "characters", _("characters to write")
    MINUTES = "minutes", _("minutes to fill in (median, measured)")
    PREFILLED = "prefilled", _("per cent of fields prefilled")
    NOTHING_DROPPED = "nothing_dropped", _("a new request that replaces nothing")


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing a step asks of each unit of a level in a cycle; steps hand these in, people write Requests."""

    code: str
    level: str
    kind: Kind
    name: str
    owner: str = ""
    basis: str = ""
    minutes: int = 0
    characters: int = 0
    times: int = 1
    held_as: str = ""
    optional: bool = False
