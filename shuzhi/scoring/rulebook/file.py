"""The whole file, section by section, in the order in which later sections need earlier ones."""

from __future__ import annotations

from fractions import Fraction

from shuzhi.scoring.rulebook import numbers, words
from shuzhi.scoring.rulebook.burden import burden
from shuzhi.scoring.rulebook.components import Scorer
from shuzhi.scoring.rulebook.desk import Desk
from shuzhi.scoring.rulebook.fields import fields
from shuzhi.scoring.rulebook.forms import forms
from shuzhi.scoring.rulebook.grades import Band, grades
from shuzhi.scoring.rulebook.items import adjustments
from shuzhi.scoring.rulebook.known import Known
from shuzhi.scoring.rulebook.model import Formula, Grade, Rounding, Rulebook
from shuzhi.scoring.rulebook.nodes import Mapping
from shuzhi.scoring.rulebook.order import disclosure, ranking, ties
from shuzhi.scoring.rulebook.outcome import exclusions, gates, quotas, vetoes
from shuzhi.scoring.rulebook.scales import option_sets
from shuzhi.scoring.rulebook.table import Table

LAYOUT = 1
MOST_TOTAL = 10_000
MOST_SCORE = 1_000_000
MOST_CATEGORIES = 40
MOST_ATTRIBUTES = 20
MOST_NOTES = 40


class File:
    """One file being read; ``rulebook`` is only worth anything when the desk has no faults."""

    def __init__(self, desk: Desk, root: Mapping) -> None:
        self.desk = desk
        self.table = Table(desk, root, words.FILE, ())
        self.known = Known()
        self.bands: list[Band] = []
        self.scoring_is_sound = True

    def rulebook(self) -> Rulebook:
        table = self.table
        table.need("rulebook", "title", "version", "grades")
        if "rulebook" in table:
            table.whole("rulebook", LAYOUT, LAYOUT, LAYOUT)
        total = table.number("total", Fraction(1, 100), MOST_TOTAL)
        total = Fraction(100) if total is None else total
        precision = table.whole("precision", 0, numbers.MOST_PLACES, 4)
        self.desk.precision = precision
        display = table.whole("display", 0, precision, min(2, precision))
        self._names()
        formulas = self._scoring(total)
        added = adjustments(self.desk, self.known, table.node("adjustments"), table.path("adjustments"))
        floor, ceiling = table.range("limits", -MOST_SCORE, MOST_SCORE) or (Fraction(0), total)
        if "limits" in table:
            for end in (floor, ceiling):
                self.desk.fits(table.entries["limits"][1], table.path("limits"), end)
        cut = self._grades(floor, ceiling)
        ranks = ranking(self.desk, self.known, table.node("ranking"), table.path("ranking"))
        return Rulebook(
            title=table.text("title"),
            version=table.text("version"),
            source=table.text("source"),
            sample=table.flag("sample", default=False),
            total=total,
            precision=precision,
            rounding=Rounding(table.word("rounding", words.ROUNDING, "half_up").replace("_", " ")),
            display=display,
            forms=tuple(self.known.forms.values()),
            fields=tuple(self.known.fields.values()),
            attributes=self.known.attributes,
            categories=self.known.categories,
            formulas=formulas,
            adjustments=added,
            floor=floor,
            ceiling=ceiling,
            exclusions=exclusions(self.desk, self.known, table.node("exclusions"), table.path("exclusions")),
            grades=cut,
            gates=gates(self.desk, self.known, table.node("gates"), table.path("gates")),
            vetoes=vetoes(self.desk, self.known, table.node("vetoes"), table.path("vetoes")),
            quotas=quotas(self.desk, self.known, table.node("quotas"), table.path("quotas")),
            ties=ties(self.desk, self.known, table.node("ties"), table.path("ties")),
            ranking=ranks,
            disclosure=disclosure(
                self.desk, table.node("disclosure"), table.path("disclosure"), display, ranks
            ),
            notes=self._notes(),
            burden=burden(self.desk, table.node("burden"), table.path("burden")),
        )

    def _names(self) -> None:
        desk, table, known = self.desk, self.table, self.known
        for key, limit, reserved in (
            ("categories", MOST_CATEGORIES, None),
            ("attributes", MOST_ATTRIBUTES, words.RESERVED_ATTRIBUTES),
        ):
            where = table.path(key)
            texts = desk.fresh_names(table.texts(key), where, slash=True, reserved=reserved)
            if len(texts) > limit:
                desk.fault(texts[limit], where, "too_many", limit=str(limit))
            names = tuple(text.value for text in texts)
            if key == "categories":
                known.categories = names
            else:
                known.attributes = names

    def _scoring(self, total: Fraction) -> tuple[Formula, ...]:
        desk, table, known = self.desk, self.table, self.known
        before = len(desk.faults)
        known.sets = option_sets(desk, table.node("options"), table.path("options"))
        fields(desk, known, table.node("fields"), table.path("fields"))
        known.forms = forms(desk, table.node("forms"), table.path("forms"), known.sets)
        scorer = Scorer(desk, known, total)
        chosen = table.one_of("score", "formulas")
        found: tuple[Formula, ...] = ()
        if chosen == "score":
            found = scorer.single(table.entries["score"][1], table.path("score"))
        elif chosen:
            found = scorer.several(table.entries["formulas"][1], table.path("formulas"))
        self.scoring_is_sound = len(desk.faults) == before
        return found

    def _grades(self, floor: Fraction, ceiling: Fraction) -> tuple[Grade, ...]:
        node = self.table.node("grades")
        if node is None:
            return ()
        cut, self.bands = grades(self.desk, node, self.table.path("grades"), floor, ceiling)
        self.known.grades = tuple(grade.name for grade in cut)
        return cut

    def _notes(self) -> tuple[str, ...]:
        texts = self.table.texts("notes")
        if len(texts) > MOST_NOTES:
            self.desk.fault(texts[MOST_NOTES], self.table.path("notes"), "too_many", limit=str(MOST_NOTES))
        return tuple(text.value for text in texts)
