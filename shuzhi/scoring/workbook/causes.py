"""What exactly is lacking where a component stops a reporter: which votes, which field, which items."""

from __future__ import annotations

from dataclasses import replace

from shuzhi.scoring.rulebook.model import (
    BallotSource,
    ChecklistSource,
    Component,
    FieldSource,
    Form,
    RankSource,
    Small,
)
from shuzhi.scoring.tables.catalogue import components
from shuzhi.scoring.workbook.view import View

MOST = 3  # of more places only the number is told
Words = tuple[str, str]
NOTHING: Words = ("", "")


def cause(view: View, path: str, i: int) -> Words:
    """A bracket behind the component's name, Chinese and English; empty when there is nothing to add."""
    part = _own(view, path, i)
    source = None if part is None else part.source
    if isinstance(source, BallotSource):
        return _few(view, source, i)
    if isinstance(source, FieldSource | RankSource):
        return (f"（“{source.field}”没有可用的数据）", f" (nothing to go by in “{source.field}”)")
    if isinstance(source, ChecklistSource):
        return (
            "（清单没有登记，或有要评定的条目没有评）",
            " (no entry, or an item that must be judged has none)",
        )
    return NOTHING


def _own(view: View, path: str, i: int) -> Component | None:
    """The component in the formula of the reporter's category."""
    category = view.people[i]["category"] or ""
    own = [formula for formula in view.rulebook.formulas if category in formula.categories]
    others = [formula for formula in view.rulebook.formulas if not formula.categories]
    found = components(replace(view.rulebook, formulas=tuple(own or others)))
    return next((part for part in found if part.path == path), None)


def _few(view: View, source: BallotSource, i: int) -> Words:
    """The groups that must have more marks; the rows only where they differ."""
    form = next(form for form in view.rulebook.forms if form.name == source.form)
    rows = [row.name for row in form.rows if row.weight and (not source.rows or row.name in source.rows)]
    number = {row: _after_merging(view, form, row, i) for row in rows}
    told = []
    for group in form.groups:
        least, name = max(1, group.minimum), group.label or group.name
        short = [row for row in rows if number[row][group.name] < least]
        if not short or group.when_small not in (Small.BLOCK, Small.VOID):
            continue
        counts = {number[row][group.name] for row in short}
        if len(short) == len(rows) and len(counts) == 1:
            told.append((name, min(counts), least))
        else:
            told += [(f"{name}·{row}", number[row][group.name], least) for row in short]
    if not told:
        return NOTHING
    more = ("等", " and others") if len(told) > MOST else NOTHING
    zh = "；".join(f"{where} {count} 票，应有 {least} 票" for where, count, least in told[:MOST])
    en = "; ".join(f"{where}: {count} of {least} marks" for where, count, least in told[:MOST])
    return f"（{zh}{more[0]}）", f" ({en}{more[1]})"


def _after_merging(view: View, form: Form, row: str, i: int) -> dict[str, int]:
    """The counted marks of each group, with those of small groups that merge into it."""
    own = {
        group.name: view.columns.given(f"n/{form.name}/{row}/{group.name}", i) or 0 for group in form.groups
    }
    number = dict(own)
    for group in form.groups:
        if group.when_small is Small.MERGE and own[group.name] < max(1, group.minimum):
            number[group.merge_into] += own[group.name]
    return number
