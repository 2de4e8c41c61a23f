# ruff: noqa: E501 — statements read best as the lines they are
"""The job of ``bench/rulebook.yaml`` as SQL written by hand, for DuckDB and for PostgreSQL.

All numbers are whole: step values are 1/10,000 of a point, rounded half up where docs/scoring.md rounds.
The SQL relies on what the plan does not need to know: this one rulebook, no value below zero, no missing indicator.
"""

from __future__ import annotations

from dataclasses import dataclass

ROWS = {"总体": 30, "党建": 20, "发展": 20, "服务": 15, "廉洁": 15}
GROUPS = {"上级": 40, "班子": 30, "干部": 20, "群众": 10}
LEVELS = ("village", "township", "county", "city", "province")
GRADES = 4


@dataclass(frozen=True, slots=True)
class Dialect:
    """How an engine divides whole numbers, and names the tables and the columns of the ballots."""

    divide: str
    tables: dict[str, str]
    hundredths: str  # the indicator and the deductions in hundredths
    materialised: str

    def half_up(self, above: str, below: str) -> str:
        """One quotient of numbers that are not negative, rounded half up."""
        return f"(({above}) + ({below}) {self.divide} 2) {self.divide} ({below})"


def duckdb(folder: str) -> Dialect:
    """Reads the Parquet files where they lie."""
    names = ("reporters", "fields", "adjustments", "vetoes")
    tables = {name: f"'{folder}/{name}.parquet'" for name in names}
    tables["ballots"] = f"'{folder}/ballots_测评.parquet'"
    return Dialect("//", tables, "cast({} * 100 as bigint)", "materialized")


def postgres() -> Dialect:
    """Tables loaded beforehand, hundredths as whole numbers."""
    names = ("reporters", "fields", "adjustments", "vetoes", "ballots")
    return Dialect("/", {name: name for name in names}, "{}::bigint", "materialized")


def voted(at: Dialect) -> str:
    """One row for each reporter: counted marks, group figures, row values, the component, the share."""
    points = "case {0} when 1 then 100 when 2 then 85 when 3 then 70 when 4 then 50 else 0 end"
    sums = ", ".join(
        f"sum({points.format(_quoted(row))})::bigint s{i}, "
        f"sum(case when {_quoted(row)} > 0 then 1 else 0 end)::bigint n{i}"
        for i, row in enumerate(ROWS)
    )
    bad = " + ".join(f"case when {_quoted(row)} = 4 then 1 else 0 end" for row in ROWS)
    figures = ", ".join(
        f"n{i}, case when n{i} > 0 then {at.half_up(f's{i} * 10000', f'n{i}')} end g{i}"
        for i in range(len(ROWS))
    )
    groups = list(enumerate(GROUPS.values()))
    pairs = [(i, g) for i in range(len(ROWS)) for g, _ in groups]
    wide = ", ".join(f"coalesce(f{g}.n{i}, 0) n{i}_{g}, f{g}.g{i} g{i}_{g}" for i, g in pairs)
    joins = " ".join(
        f'left join (select * from figures where "group" = {g}) f{g} on f{g}.reporter = p.reporter'
        for g, _ in groups
    )
    above = [" + ".join(f"{w} * coalesce(g{i}_{g}, 0)" for g, w in groups) for i in range(len(ROWS))]
    below = [
        " + ".join(f"case when n{i}_{g} > 0 then {w} else 0 end" for g, w in groups) for i in range(len(ROWS))
    ]
    rows = ", ".join(
        f"case when {below[i]} > 0 then {at.half_up(above[i], below[i])} end r{i}" for i in range(len(ROWS))
    )
    vote = at.half_up(" + ".join(f"{w} * r{i}" for i, w in enumerate(ROWS.values())), "100")
    t = at.tables
    totals = " + ".join(f"coalesce(f{g}.bad, 0)" for g, _ in groups)
    marks = " + ".join(f"n{i}_{g}" for i, g in pairs)
    return f"""
with counted as (select reporter, "group", {sums}, sum({bad})::bigint bad from {t["ballots"]} group by reporter, "group"),
figures as {at.materialised} (select reporter, "group", {figures}, bad from counted),
wide as (select p.reporter, {wide}, {totals} bad from {t["reporters"]} p {joins}),
valued as (select *, {rows}, {marks} marks from wide)
select *, {vote} vote, {at.half_up("bad * 1000000", "marks")} share from valued"""


def judged(at: Dialect) -> str:
    """One row for each reporter: base to grade. Windows carry only what they need."""
    t = at.tables
    return f"""
with deductions as (select reporter, sum({at.hundredths.format("value")})::bigint amount from {t["adjustments"]} group by reporter),
vetoed as (select distinct reporter from {t["vetoes"]}),
scored as (
  select p.reporter, p.organiser, p.category, v.vote, v.share, {at.hundredths.format("f.指标")} * 100 indicator,
    coalesce(d.amount, 0) * 100 deduction, case when x.reporter is null then 0 else 1 end veto
  from {t["reporters"]} p join voted v on v.reporter = p.reporter join {t["fields"]} f on f.reporter = p.reporter
  left join deductions d on d.reporter = p.reporter left join vetoed x on x.reporter = p.reporter),
based as (select *, {at.half_up("60 * vote + 40 * indicator", "100")} base from scored),
composed as (
  select *, least(greatest(base - deduction, 0), 1000000) composite, case when share > 330000 then 1 else 0 end gate from based),
banded as (
  select *, case when composite >= 850000 then 0 when composite >= 700000 then 1 when composite >= 600000 then 2 else 3 end band,
    composite * 2000000 + vote merit from composed),
ranked as (
  select *, case when veto = 1 then 3 when gate = 1 then greatest(band, 2) else band end grade1,
    count(*) over cohort size, min(reporter) over cohort first, min(reporter) over (partition by organiser) opens,
    rank() over (partition by organiser, category order by veto, merit desc) rank
  from banded window cohort as (partition by organiser, category)),
placed as (
  select *, size * 3 {at.divide} 10 places, case when grade1 = 0 then
    row_number() over (partition by organiser, category, grade1 order by veto, merit desc, reporter) end position from ranked),
lined as (
  select *, max(case when position = places then merit end) over cohort last_in,
    max(case when position = places + 1 then merit end) over cohort first_out
  from placed window cohort as (partition by organiser, category))
select reporter, indicator, base, deduction, composite, 0 status, band, gate, veto, first - opens + 1 cohort, size, places, position,
  case when position > places then 1 else 0 end lowered,
  case when grade1 = 0 and last_in = first_out and merit = last_in then 1 else 0 end tie,
  rank, size rank_of, case when position > places then 1 else grade1 end grade
from lined"""


def joined(at: Dialect, names: str) -> str:
    """Everything about a reporter in one row."""
    return f"select {names} from {at.tables['reporters']} p join voted v using (reporter) join judged j using (reporter)"


def rollup(at: Dialect) -> str:
    """How many hold which grade at every level of the tree."""
    counts = ", ".join(
        f"sum(case when grade = {g} then 1 else 0 end)::bigint grade{g}" for g in range(GRADES)
    )
    return " union all ".join(
        f"select '{level}' as level, {level} as key, {counts} "
        f"from {at.tables['reporters']} p join judged j using (reporter) group by {level}"
        for level in LEVELS
    )


def columns() -> list[tuple[str, str]]:
    """The columns of the SQL with the names they have in our result."""
    pairs = [
        (f"{letter}{i}_{g}", f"{'n' if letter == 'n' else 'g'}/测评/{row}/{group}")
        for letter in ("n", "g")
        for i, row in enumerate(ROWS)
        for g, group in enumerate(GROUPS)
    ]
    pairs += [(f"r{i}", f"row/测评/{row}") for i, row in enumerate(ROWS)]
    pairs += [("vote", "v/测评"), ("indicator", "v/指标"), ("share", "share/测评/差"), ("base", "base")]
    pairs += [
        ("deduction", "adj/通报扣分"),
        ("composite", "composite"),
        ("status", "status"),
        ("band", "band"),
    ]
    pairs += [("gate", "gate/差票过多"), ("veto", "veto/失职问责")]
    quota = ("cohort", "size", "places", "position", "lowered", "tie")
    pairs += [(name, f"quota/好不过三成/{name}") for name in quota]
    return [*pairs, ("rank", "rank"), ("rank_of", "rank_of"), ("grade", "grade")]


def _quoted(name: str) -> str:
    return f'"{name}"'
