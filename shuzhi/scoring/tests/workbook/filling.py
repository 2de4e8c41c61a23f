"""Fills the empty workbook of any rulebook with invented records, as an office would: into the sheets handed out."""

import random

import openpyxl

from shuzhi.scoring.rulebook.model import RankSource
from shuzhi.scoring.tables.catalogue import Wanted, checklists, components, own_checklists
from shuzhi.scoring.workbook.template import new_workbook


def fill(rulebook, path, size=12, seed=1):
    """Writes a filled workbook of ``size`` reporters to the path."""
    luck = random.Random(seed)
    people = [_person(rulebook, number, luck) for number in range(size)]
    new_workbook(rulebook, path, people)
    book = openpyxl.load_workbook(path)
    for form in rulebook.forms:
        _append(book, Wanted("ballots", form.name), _ballots(form, people, luck))
    if rulebook.fields:
        _replace(book, Wanted("fields"), _fields(rulebook, people, luck))
    if checklists(rulebook):
        _replace(book, Wanted("checklist"), _checklist(rulebook, people, luck))
    book.save(path)
    return path


def _person(rulebook, number, luck):
    person = {
        "code": f"R{number:03d}",
        "unit": f"第{number}单位",
        "person": f"述职人{number}",
        "form": "现场",
    }
    person["category"] = luck.choice(rulebook.categories) if rulebook.categories else ""
    return person | {name: luck.choice("甲乙") for name in rulebook.attributes}


def _append(book, table, rows):
    sheet = book[table.title("zh")]
    for row in rows:
        sheet.append(row)


def _replace(book, table, rows):
    sheet = book[table.title("zh")]
    sheet.delete_rows(4, sheet.max_row)
    _append(book, table, rows)


def _mark(scale, luck):
    if not scale.numeric:
        weights = [len(scale.options) - at for at in range(len(scale.options))]
        return luck.choices([option.name for option in scale.options], weights)[0]
    steps = int((scale.high - scale.low) / scale.step)
    return float(scale.low + scale.step * luck.randint(steps // 2, steps))


def _ballots(form, people, luck):
    for group in form.groups:
        for rater in range(max(group.minimum, 6)):
            for person in people:
                row = [person["code"], *([group.name] if len(form.groups) > 1 else [])]
                row += [] if form.secret else [f"评价人{group.name}{rater}"]
                yield [*row, *(_mark(line.scale, luck) for line in form.rows)]


def _fields(rulebook, people, luck):
    ranks = {field.name: luck.sample(range(1, len(people) + 1), len(people)) for field in rulebook.fields}
    for number, person in enumerate(people):
        row = [person["code"]]
        for field in rulebook.fields:
            if field.kind == "label":
                row.append(luck.choice(field.labels))
            elif field.kind == "survey":
                asked = luck.randint(50, 200)
                row += [int(asked * luck.uniform(0.6, 1)), asked]
            else:
                span = int((field.high - field.low) * 10)
                value = field.low + luck.randint(span // 2, span) / 10
                row.append(
                    min(ranks[field.name][number], int(field.high)) if _is_rank(rulebook, field) else value
                )
        yield row


def _is_rank(rulebook, field):
    sources = [part.source for part in components(rulebook)]
    return any(
        isinstance(source, RankSource) and source.field == field.name and not source.computed
        for source in sources
    )


def _checklist(rulebook, people, luck):
    for person in people:
        for path, items in own_checklists(rulebook, person["category"]).items():
            for item in items:
                value = luck.choice([0, 0, 1]) if item.scale is None else _mark(item.scale, luck)
                yield [person["code"], path, item.name, value]
