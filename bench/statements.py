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

    def half_up(self, above: str, below: str) -> str:
        """One quotient of numbers that are not negative, rounded half up."""
        return f"(({above}) + ({below}) {self.divide} 2) {self.divide} ({below})"


def duckdb(folder: str) -> Dialect:
    """Reads the Parquet files where they lie."""
    names = ("reporters", "fields", "adjustments", "vetoes")
    tables = {name: f"'{folder}/{name}.parquet'" for name in names}
    tables["ballots"] = f"'{folder}/ballots_测评.parquet'"
    return Dialect("//", tables, "cast({} * 100 as bigint)")


def postgres() -> Dialect:
    """Tables loaded beforehand, hundredths as whole numbers."""
    names = ("reporters", "fields", "adjustments", "vetoes", "ballots")
    return Dialect("/", {name: name for name in names}, "{}::bigint")


def settlement(at: Dialect) -> str:
    """One row for each reporter with every column of the settlement."""
    inner, rows = list(enumerate(ROWS)), list(enumerate(ROWS.values()))
    points = "case {0} when 1 then 100 when 2 then 85 when 3 then 70 when 4 then 50 else 0 end"
    per_group = ", ".join(
        f"sum({points.format(_quoted(row))})::bigint s{i}, sum(case when {_quoted(row)} > 0 then 1 else 0 end)::bigint n{i}, "
        f"sum(case when {_quoted(row)} = 4 then 1 else 0 end)::bigint b{i}"
        for i, row in inner
    )
    weight = 'case "group" ' + " ".join(f"when {g} then {w}" for g, w in enumerate(GROUPS.values())) + " end"
    figures = ", ".join(
        f"case when n{i} > 0 then {at.half_up(f's{i} * 10000', f'n{i}')} end g{i}, "
        f"case when n{i} > 0 then {weight} else 0 end w{i}, n{i}"
        for i, _ in inner
    )
    wide = ", ".join(
        f'max(case when "group" = {g} then g{i} end) g{i}_{g}, coalesce(max(case when "group" = {g} then n{i} end), 0) n{i}_{g}'
        for i, _ in inner
        for g in range(len(GROUPS))
    )
    values = ", ".join(
        f"case when sum(w{i}) > 0 then {at.half_up(f'sum(w{i} * g{i})::bigint', f'sum(w{i})::bigint')} end r{i}" for i, _ in inner
    )
    bad, number = "+".join(f"b{i}" for i, _ in inner), "+".join(f"n{i}" for i, _ in inner)
    columns = [f"n{i}_{g}" for i, _ in inner for g in range(4)] + [f"g{i}_{g}" for i, _ in inner for g in range(4)]
    kept = ", ".join([*columns, *(f"r{i}" for i, _ in inner)])
    component = at.half_up(" + ".join(f"{w} * r{i}" for i, w in rows), "100")
    t = at.tables
    return f"""
with counted as (select reporter, "group", {per_group} from {t["ballots"]} group by reporter, "group"),
figures as (select reporter, "group", {figures}, {bad} bad, {number} marks from counted),
reporters_votes as (select reporter, {wide}, {values}, sum(bad)::bigint bad, sum(marks)::bigint marks from figures group by reporter),
deductions as (select reporter, sum({at.hundredths.format("value")})::bigint amount from {t["adjustments"]} group by reporter),
vetoed as (select distinct reporter from {t["vetoes"]}),
scored as (
  select p.code, p.reporter, p.organiser, p.village, p.township, p.county, p.city, p.province, p.category, {kept},
    {component} vote, {at.hundredths.format("f.指标")} * 100 indicator, {at.half_up("v.bad * 1000000", "v.marks")} share,
    coalesce(d.amount, 0) * 100 deduction, case when x.reporter is null then 0 else 1 end veto
  from {t["reporters"]} p join reporters_votes v on v.reporter = p.reporter join {t["fields"]} f on f.reporter = p.reporter
  left join deductions d on d.reporter = p.reporter left join vetoed x on x.reporter = p.reporter),
based as (select *, {at.half_up("60 * vote + 40 * indicator", "100")} base from scored),
composed as (
  select *, least(greatest(base - deduction, 0), 1000000) composite, case when share > 330000 then 1 else 0 end gate from based),
banded as (
  select *, case when composite >= 850000 then 0 when composite >= 700000 then 1 when composite >= 600000 then 2 else 3 end band,
    row_number() over (partition by organiser order by code) place from composed),
gated as (
  select *, case when veto = 1 then 3 when gate = 1 then greatest(band, 2) else band end grade1,
    count(*) over same size, min(place) over same cohort,
    rank() over (partition by organiser, category order by veto, composite desc, vote desc) rank
  from banded window same as (partition by organiser, category)),
placed as (
  select *, size * 3 {at.divide} 10 places,
    case when grade1 = 0 then row_number() over (partition by organiser, category, grade1 order by veto, composite desc, vote desc, code) end position
  from gated),
lined as (
  select *, case when position > places then 1 else 0 end lowered,
    max(case when position = places then composite * 2000000 + vote end) over same last_in,
    max(case when position = places + 1 then composite * 2000000 + vote end) over same first_out
  from placed window same as (partition by organiser, category))
select code, organiser, village, township, county, city, province, {kept}, vote, indicator, share, base, deduction, composite,
  0 status, band, gate, veto, cohort, size, places, position, lowered,
  case when grade1 = 0 and last_in = first_out and composite * 2000000 + vote = last_in then 1 else 0 end tie,
  rank, size rank_of, case when lowered = 1 then 1 else grade1 end grade
from lined"""


def rollup(table: str) -> str:
    """How many hold which grade at every level of the tree."""
    counts = ", ".join(f"sum(case when grade = {g} then 1 else 0 end)::bigint grade{g}" for g in range(GRADES))
    return " union all ".join(
        f"select '{level}' as level, {level} as key, {counts} from {table} group by {level}" for level in LEVELS
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
    pairs += [("deduction", "adj/通报扣分"), ("composite", "composite"), ("status", "status"), ("band", "band")]
    pairs += [("gate", "gate/差票过多"), ("veto", "veto/失职问责")]
    quota = ("cohort", "size", "places", "position", "lowered", "tie")
    pairs += [(name, f"quota/好不过三成/{name}") for name in quota]
    return [*pairs, ("rank", "rank"), ("rank_of", "rank_of"), ("grade", "grade")]


def _quoted(name: str) -> str:
    return f'"{name}"'
