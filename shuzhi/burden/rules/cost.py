from collections.abc import Iterable
from dataclasses import dataclass

from shuzhi.burden.models import Request
from shuzhi.burden.models.register import CHARACTERS_A_PAGE
from shuzhi.burden.states import FILLED_IN, Kind, Measure


@dataclass(frozen=True, slots=True)
class Cost:
    """What one unit of a level is asked in a year."""

    level: str
    units: int = 0
    requests: int = 0
    forms: int = 0
    fields: int = 0
    prefilled_fields: int = 0
    indicators: int = 0
    uploads: int = 0
    reports: int = 0
    characters: int = 0
    minutes: int = 0
    optional_minutes: int = 0

    @property
    def pages(self) -> int:
        return -(-self.characters // CHARACTERS_A_PAGE)

    @property
    def prefilled(self) -> int | None:
        """Per cent of fields and indicators that are filled in by themselves; nothing where none is asked."""
        return self.prefilled_fields * 100 // self.fields if self.fields else None

    @property
    def hours_of_all(self) -> int:
        """Hours of all units of the level together, rounded up."""
        return -(-self.minutes * self.units // 60)

    def measured(self, measure: Measure) -> int | None:
        """The figure that a cap of this name limits; the median is measured, not counted here."""
        figures: dict[Measure, int | None] = {
            Measure.FORMS: self.forms,
            Measure.INDICATORS: self.indicators,
            Measure.UPLOADS: self.uploads,
            Measure.CHARACTERS: self.characters,
            Measure.PREFILLED: self.prefilled,
        }
        return figures.get(measure)


def cost_from(level: str, requests: Iterable[Request], units: int) -> Cost:
    """The requests added up; what may be left out costs nothing that counts and stands apart."""
    rows = list(requests)
    asked = [row for row in rows if not row.optional]
    fields = [row for row in asked if row.kind in FILLED_IN]
    return Cost(
        level=level,
        units=units,
        requests=len(rows),
        forms=_times(asked, Kind.FORM),
        fields=len(fields),
        prefilled_fields=sum(1 for row in fields if row.is_held),
        indicators=sum(1 for row in asked if row.kind == Kind.INDICATOR and not row.is_held),
        uploads=_times(asked, Kind.UPLOAD),
        reports=_times(asked, Kind.REPORT),
        characters=sum(row.characters * row.times for row in asked),
        minutes=sum(row.minutes_a_year for row in asked),
        optional_minutes=sum(row.minutes_a_year for row in rows if row.optional),
    )


def _times(rows: list[Request], kind: Kind) -> int:
    return sum(row.times for row in rows if row.kind == kind)
