"""The opened ballots against the sheet, and the published values counted again from them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from shuzhi.scoring.exported.form import Broken, File, Report
from shuzhi.scoring.records import Recounted
from shuzhi.scoring.recount import recount
from shuzhi.scoring.rulebook.load import RulebookFaults, load
from shuzhi.scoring.rulebook.model import BallotSource, Component, Form, Rulebook


def check_openings(file: File, report: Report) -> None:
    """Every sealed ballot is opened once for every reporter, in its group, with marks that the sheet knows."""
    sheet, openings = file.header["sheet"], file.lines["opening"]
    order = [
        (one["reporter"], one["group"], [-1 if m is None else m for m in one["marks"]]) for one in openings
    ]
    steps = [steps_of(row) for row in sheet["rows"]]
    for _reporter, _group, places in order:
        if len(places) != len(steps) or any(not -1 <= m < n for m, n in zip(places, steps, strict=True)):
            raise Broken("有一张开封的票不是这种票。", "An opened ballot is not of this form.")
    if order != sorted(order):
        raise Broken("开封的票次序不对。", "The opened ballots are not sorted.")
    groups = Counter(one["group"] for one in file.lines["sealed"])
    wanted = Counter({(r["code"], group): n for r in sheet["reporters"] for group, n in groups.items()})
    if Counter((reporter, group) for reporter, group, _places in order) != wanted:
        raise Broken("开封的票与封票张数不符。", "Opened and sealed ballots do not agree in number.")
    report.holds.append((f"{len(openings)} 份开封的票", f"{len(openings)} opened ballots"))


def steps_of(row: dict[str, Any]) -> int:
    """How many different marks a row has."""
    if row["options"]:
        return len(row["options"])
    return int((Fraction(row["high"]) - Fraction(row["low"])) / Fraction(row["step"])) + 1


def check_results(file: File, report: Report) -> None:
    """The values of the ballot's components, counted again from the openings."""
    written = file.lines["rulebook"][0]
    try:
        book = load(written["text"].encode())
    except RulebookFaults:
        raise Broken("所附的考核办法有错误。", "The rulebook in the file has faults.") from None
    if book.digest != written["hash"]:
        raise Broken("所附的考核办法与其哈希不符。", "The rulebook in the file does not have its hash.")
    form = file.header["sheet"]["form"]
    mine = {
        (one.code, path): value for one in _recounted(file, book) for path, value in _values(one, book, form)
    }
    theirs = {(one["reporter"], one["component"]): one["value"] for one in file.lines["result"]}
    for key in sorted(mine.keys() | theirs.keys()):
        here, there = mine.get(key, "—"), theirs.get(key, "—")
        if here != there:
            zh = f"{key[0]} {key[1]}：公布 {there}，复算 {here}"
            report.differs.append((zh, f"{key[0]} {key[1]}: published {there}, recounted {here}"))
    if not report.differs:
        report.holds.append((f"{len(mine)} 个分数复算一致", f"{len(mine)} values recounted, all confirmed"))


def _recounted(file: File, book: Rulebook) -> list[Recounted]:
    header = file.header
    form = _form_of(header["sheet"], book)
    people = {
        one["code"]: Recounted(one["code"], one, {}, defaultdict(list), defaultdict(list), defaultdict(list))
        for one in header["reporters"]
    }
    for one in file.lines["opening"]:
        if one["reporter"] not in people:
            raise Broken(
                "开封的票上有未列名的述职人。", "An opened ballot names a reporter who is not listed."
            )
        for row, place in zip(form.rows, one["marks"], strict=True):
            if place is None:
                continue
            scale = row.scale
            points, name = (
                (scale.low + place * scale.step, "")
                if scale.numeric
                else (scale.options[place].points, scale.options[place].name)
            )
            if points is not None:
                people[one["reporter"]].marks[form.name, row.name, one["group"]].append((points, name))
    return recount(list(people.values()), book)


def _form_of(sheet: dict[str, Any], book: Rulebook) -> Form:
    """The rulebook's form, which the sheet must show row by row and option by option."""
    form = next((one for one in book.forms if one.name == sheet["form"]), None)
    if form is None or [one.name for one in form.rows] != [one["name"] for one in sheet["rows"]]:
        raise Broken("考核办法中没有这种票。", "The rulebook does not have this form.")
    for row, shown in zip(form.rows, sheet["rows"], strict=True):
        ends = [row.scale.low, row.scale.high, row.scale.step] if row.scale.numeric else []
        if [one.name for one in row.scale.options] != shown["options"] or ends != [
            Fraction(shown[end]) for end in ("low", "high", "step") if shown[end]
        ]:
            raise Broken("票面与考核办法不一致。", "The ballot does not show what the rulebook says.")
    return form


def _values(one: Recounted, book: Rulebook, form: str) -> Iterator[tuple[str, str | None]]:
    """The components that this form alone decides, for which the reporter's formula asks."""
    for part in ballot_components(book, form):
        if part.path in one.components:
            value = one.components[part.path]
            yield part.path, None if value is None else str(value)


def ballot_components(book: Rulebook, form: str) -> list[Component]:
    """The components whose source is this ballot form, wherever they stand in the formulas."""

    def below(parts: Iterable[Component]) -> Iterator[Component]:
        for part in parts:
            if isinstance(part.source, BallotSource) and part.source.form == form:
                yield part
            yield from below(part.parts)

    found = {part.path: part for formula in book.formulas for part in below(formula.parts)}
    return [found[path] for path in sorted(found)]
