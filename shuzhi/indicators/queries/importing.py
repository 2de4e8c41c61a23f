"""A file held against the database: what it would do, and every reason why it may not."""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.indicators import rules
from shuzhi.indicators.models import Fact, FactImport, Figure, Indicator, KeptUpload, Target
from shuzhi.indicators.queries.cells import CellError, day_from, definition_from
from shuzhi.indicators.rules.rows import FACTS, FORMS, INDICATORS, TARGETS, Book, Fault, Row, as_words
from shuzhi.indicators.states import NumberError, scaled_from
from shuzhi.organisations.models import Organisation
from shuzhi.organisations.queries import within
from shuzhi.scoring.tables.names import key, nearest

Place = tuple[str, str, str]  # code of the indicator, code of the organisation, period
HEADING = {form.key: {column.key: column.zh for column in form.columns} for form in FORMS}


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One figure or target to be entered; the indicator is named by its code, for it may be new itself."""

    code: str
    organisation: Organisation
    period: str
    scaled: int
    said: dict[str, Any]


@dataclass(slots=True)
class Plan:
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    fresh: list[dict[str, Any]] = field(default_factory=list)
    changed: list[tuple[Indicator, dict[str, Any]]] = field(default_factory=list)
    facts: list[FigureLine] = field(default_factory=list)
    targets: list[FigureLine] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def changes_nothing(self) -> bool:
        return not (self.fresh or self.changed or self.facts or self.targets)


def plan_import(book: Book, user: User | None) -> Plan:
    """What the file would do; nothing of it is done while there is any fault."""
    plan = Plan(faults=list(book.faults), notes=book.notes)
    plan.counts = {f"{form.key}_{what}": 0 for form in FORMS for what in ("new", "changed", "unchanged")}
    return _Planner(book, user, plan).run()


class _Planner:
    """Holds the file's lines against what is there, sheet by sheet; definitions first."""

    def __init__(self, book: Book, user: User | None, plan: Plan) -> None:
        self.book = book
        self.user = user
        self.plan = plan
        self.indicators: dict[str, Indicator] = {
            one.code: one
            for one in Indicator.objects.select_related("owner", "numerator", "denominator", "part_of")
        }
        lines = [*book.rows["facts"], *book.rows["targets"]]
        codes = {row.get("organisation") for row in lines} | {
            row.get("owner") for row in book.rows["indicators"]
        }
        self.organisations = {one.code: one for one in Organisation.objects.filter(code__in=codes)}
        self.enterable = self._codes_where("fact.enter", codes)
        self.manageable = self._codes_where("indicator.manage", codes)

    def run(self) -> Plan:
        seen: set[str] = set()
        for row in self.book.rows["indicators"]:
            if row.get("code") in seen:
                self._fault(row, "code", _("the code is there twice"), _("Keep one of the lines."))
            seen.add(row.get("code"))
            self._definition(row)
        for kind, table, target in (("facts", Fact, self.plan.facts), ("targets", Target, self.plan.targets)):
            self._figures(kind, table, target)
        return self.plan

    def _codes_where(self, capability: str, codes: set[str]) -> set[str]:
        return set(within(self.user, capability).filter(code__in=codes).values_list("code", flat=True))

    def _definition(self, row: Row) -> None:
        code = row.get("code")
        there = self.indicators.get(code)
        try:
            values = definition_from(row, self.indicators, self.organisations)
        except CellError as error:
            self._fault(row, error.column, error.reason, error.advice)
            return
        if there is None:
            refusal = rules.may_define(self.user, values.get("owner")) or rules.faults_of(
                {"decimals": 0, "period": "year", **values}
            )
        else:
            refusal = (
                None if row.cells == _cells_of(there, row) else rules.may_change(self.user, there, values)
            )
        if refusal:
            self._fault(row, "code", str(refusal), "")
            return
        candidate = there or Indicator(code=code)
        before = {name: getattr(candidate, name) for name in values}
        for name, value in values.items():
            setattr(candidate, name, value)
        try:
            candidate.clean_fields(exclude=["owner", "part_of", "numerator", "denominator"])
        except ValidationError as error:
            for name, said in error.message_dict.items():
                self._fault(row, name, " ".join(said), "")
            return
        self._keep(there, candidate, before, values)

    def _keep(
        self, there: Indicator | None, one: Indicator, before: dict[str, Any], values: dict[str, Any]
    ) -> None:
        counts = self.plan.counts
        if there is None:
            self.indicators[one.code] = one
            self.plan.fresh.append(values)
            counts["indicators_new"] += 1
        elif changes := {name: value for name, value in values.items() if before[name] != value}:
            self.plan.changed.append((there, changes))
            counts["indicators_changed"] += 1
        else:
            counts["indicators_unchanged"] += 1

    def _figures(self, kind: str, table: type[Figure], into: list[FigureLine]) -> None:
        standing = _standing(table, self.book.rows[kind])
        seen: dict[Place, int] = {}
        for row in self.book.rows[kind]:
            place = (row.get("indicator"), row.get("organisation"), row.get("period"))
            if place in seen:
                said = {"row": seen[place]}
                self._fault(row, "period", _("the same figure stands in line %(row)d") % said, _("Keep one."))
                continue
            seen[place] = row.number
            line = self._line(kind, row)
            if line is None:
                continue
            there = standing.get(place)
            if there is not None and _is_same(there, line):
                self.plan.counts[f"{kind}_unchanged"] += 1
            elif self._says_why(row, kind, there):
                self.plan.counts[f"{kind}_{'changed' if there else 'new'}"] += 1
                into.append(line)

    def _line(self, kind: str, row: Row) -> FigureLine | None:
        indicator = self.indicators.get(row.get("indicator"))
        organisation = self.organisations.get(row.get("organisation"))
        if indicator is None:
            near = nearest(row.get("indicator"), self.indicators)
            advice = _("Did you mean %(near)s?") % {"near": near} if near else _("Define it first.")
            self._fault(row, "indicator", _("there is no such indicator"), advice)
        if organisation is None:
            self._fault(row, "organisation", _("there is no organisation with this code"), "")
        if indicator is None or organisation is None:
            return None
        may = self.enterable if kind == "facts" else self.manageable
        if organisation.code not in may:
            self._fault(row, "organisation", _("you may not enter figures of this organisation"), "")
            return None
        takes = rules.takes_figure if kind == "facts" else rules.takes_target
        if refusal := takes(indicator, organisation, row.get("period")):
            self._fault(row, "period", str(refusal), "")
            return None
        return self._numbers(kind, row, indicator, organisation)

    def _numbers(
        self, kind: str, row: Row, indicator: Indicator, organisation: Organisation
    ) -> FigureLine | None:
        whole = True
        scaled, as_of = 0, None
        try:
            scaled = scaled_from(row.get("value"), indicator.decimals, percent=indicator.is_percent)
        except NumberError as error:
            whole = False
            self._fault(row, "value", str(error), "")
        if row.get("unit") and key(row.get("unit")) not in (key(indicator.unit), key(indicator.unit_en)):
            whole = False
            self._fault(
                row,
                "unit",
                _("the indicator is counted in %(unit)s") % {"unit": indicator.unit},
                _("Convert the value."),
            )
        said: dict[str, Any] = {"reason": row.get("reason")}
        try:
            if kind == "facts":
                as_of = day_from(row.get("as_of"))
                said |= {"source": row.get("source"), "as_of": as_of}
            else:
                said |= {"remark": row.get("remark")}
        except CellError as error:
            whole = False
            self._fault(row, error.column, error.reason, error.advice)
        for name, most in (("reason", 300), ("source", 120), ("remark", 300)):
            if len(str(said.get(name, ""))) > most:
                whole = False
                reason = _("longer than %(most)d characters") % {"most": most}
                self._fault(row, name, reason, _("Shorten it; nothing is cut off here."))
        return FigureLine(indicator.code, organisation, row.get("period"), scaled, said) if whole else None

    def _says_why(self, row: Row, kind: str, there: Figure | None) -> bool:
        if there is None or len(row.get("reason")) >= rules.SHORTEST_REASON:
            return True
        reason = _("another figure stands already: %(value)s") % {
            "value": there.value_text or _("taken back")
        }
        advice = _("To correct it, fill in the column %(column)s.") % {"column": HEADING[kind]["reason"]}
        self._fault(row, "value", reason, advice)
        return False

    def _fault(self, row: Row, column: str, reason: str, advice: str) -> None:
        form = next(form for form in (INDICATORS, FACTS, TARGETS) if row in self.book.rows[form.key])
        heading = HEADING[form.key].get(column, "")
        self.plan.faults.append(Fault(row.sheet, row.number, heading, row.get(column), reason, advice))


def _standing(table: type[Figure], rows: list[Row]) -> dict[Place, Figure]:
    found = table._default_manager.filter(  # noqa: SLF001 - Django's way for a class in hand
        current=True,
        organisation__code__in={row.get("organisation") for row in rows},
        indicator__code__in={row.get("indicator") for row in rows},
    ).select_related("indicator", "organisation")
    return {(one.indicator.code, one.organisation.code, one.period): one for one in found}


def _is_same(there: Figure, line: FigureLine) -> bool:
    names = ("source", "as_of", "remark")
    same = all(getattr(there, name) == line.said[name] for name in names if name in line.said)
    return same and there.scaled == line.scaled


def _cells_of(indicator: Indicator, row: Row) -> dict[str, str]:
    words = as_words(indicator)
    return {name: str(words[name]) for name in row.cells}


def kept_upload_of(user: User) -> KeptUpload | None:
    """The file this person has uploaded and not yet imported."""
    return KeptUpload.objects.filter(owner=user).first()


def imports_seen_by(user: User) -> QuerySet[FactImport]:
    """The imports this person has carried out, the latest first."""
    return FactImport.objects.filter(made_by=user).order_by("-made_at")


def import_seen_by(user: User, pk: int) -> FactImport:
    """One of them, or not found."""
    return get_object_or_404(imports_seen_by(user), pk=pk)
