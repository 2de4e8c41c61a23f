"""The sheets of the empty workbook for what is recorded apart from the ballots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from shuzhi.scoring.rulebook.model import Item
from shuzhi.scoring.tables.catalogue import checklists, own_checklists, survey_headings
from shuzhi.scoring.tables.cells import plain
from shuzhi.scoring.workbook.spots import EXAMPLE, Content, Lines, Maker, Rule, Spot


def turnout(maker: Maker) -> Content:
    """发票登记: a line for every form and group."""
    forms = tuple(form.name for form in maker.rulebook.forms)
    groups = tuple(dict.fromkeys(group.name for form in maker.rulebook.forms for group in form.groups))
    whole = Rule(low=Fraction(0), high=Fraction(10_000_000), whole=True)
    columns = [
        maker.spot(
            "ballot_form",
            ("测评表的名称", "Name of the ballot form"),
            EXAMPLE[maker.at],
            Rule(choices=forms),
            18,
        ),
        maker.spot("group", ("投票人类别", "Voter group"), groups[0], Rule(choices=groups)),
        maker.spot("issued", ("发出的张数", "Ballots handed out"), 50, whole),
        maker.spot("returned", ("收回的张数", "Ballots taken in"), 49, whole),
        maker.spot("invalid", ("整张作废的张数", "Ballots void as a whole"), 1, whole),
    ]
    lines: Lines = [(form.name, group.name) for form in maker.rulebook.forms for group in form.groups]
    guide = maker.say("每种票、每个票类一行。有效票不得多于收回减无效。", "One line for each form and group.")
    return guide, columns, lines


def fields(maker: Maker) -> Content:
    """成绩与结果: a column for every field."""
    columns = [maker.code()]
    for known in maker.rulebook.fields:
        if known.kind == "number":
            note = maker.say(
                f"{plain(known.low)}–{plain(known.high)}；空白为缺",
                f"{plain(known.low)} to {plain(known.high)}; blank is missing",
            )
            columns.append(
                Spot(known.name, note, float(known.high), Rule(low=known.low, high=known.high), 12)
            )
        elif known.kind == "label":
            columns.append(
                Spot(
                    known.name,
                    maker.say("选一项；空白为缺", "Choose one; blank is missing"),
                    known.labels[0],
                    Rule(choices=known.labels),
                    12,
                )
            )
        else:
            whole = Rule(low=Fraction(0), high=Fraction(1_000_000_000), whole=True)
            favourable, asked = survey_headings(known.name, ("zh", "en")[maker.at])
            columns.append(Spot(favourable, maker.say("答满意的人数", "Favourable answers"), 95, whole, 14))
            columns.append(Spot(asked, maker.say("有效答卷数", "Valid answers"), 100, whole, 14))
    guide = maker.say(
        "一人一行。没有的数据留空，不要填 0。",
        "One line for each reporter. Leave blank what is not known; do not write 0.",
    )
    return guide, columns, [(str(person["code"]),) for person in maker.reporters]


def checklist(maker: Maker) -> Content:
    """检查清单: a line for every reporter and item."""
    known = checklists(maker.rulebook)
    paths, items = tuple(known), [item for items in known.values() for item in items]
    columns = [
        maker.code(),
        maker.spot("component", ("考核项", "Component"), paths[0], Rule(choices=paths), 20),
        maker.spot("item", ("检查的条目", "What is checked"), items[0].name, Rule(choices=_names(items)), 28),
        maker.spot(
            "tally", (_values(_for_whom(maker), 0), _values(_for_whom(maker), 1)), _entry(items[0]), None, 14
        ),
        maker.spot("proof", ("依据", "Proof"), "", None, 28),
    ]
    lines: Lines = [
        (str(person["code"]), path, item.name)
        for person in maker.reporters
        for path, own in own_checklists(maker.rulebook, person.get("category") or "").items()
        for item in own
    ]
    guide = maker.say(
        "每个条目一行。检查过、没有发现问题的填 0；没有检查的留空。",
        "One line for each item. Write 0 when nothing was found; leave blank what was not checked.",
    )
    return guide, columns, lines


def adjustments(maker: Maker) -> Content:
    """加减分."""
    blocks = maker.rulebook.adjustments
    items = [item for block in blocks for item in block.items]
    names = tuple(block.name for block in blocks)
    columns = [
        maker.code(),
        maker.spot("adjustment", ("加减分名目", "Adjustment"), names[0], Rule(choices=names), 18),
        maker.spot("item", ("条目", "Item"), items[0].name, Rule(choices=_names(items)), 28),
        maker.spot("tally", (_values(items, 0), _values(items, 1)), _entry(items[0]), None, 14),
        maker.spot("proof", ("文件名称和文号", "Document and number"), "", None, 32),
    ]
    return (
        maker.say("有加减分的才填，每个条目一行。", "Only where there is one; a line for each item."),
        columns,
        [],
    )


def vetoes(maker: Maker) -> Content:
    """一票否决."""
    names = tuple(veto.name for veto in maker.rulebook.vetoes)
    columns = [
        maker.code(),
        maker.spot("veto", ("否决事项", "Veto"), names[0], Rule(choices=names), 24),
        maker.spot("proof", ("文件名称和文号", "Document and number"), "", None, 32),
        maker.spot("date", ("认定日期，如 2026-12-31", "Date, such as 2026-12-31"), "", Rule(date=True), 14),
        maker.spot("authority", ("作出认定的机关", "Who found it"), "", None, 20),
    ]
    return maker.say("有一票否决事项的才填。", "Only where there is one."), columns, []


def _names(items: Sequence[Item]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item.name for item in items))


def _entry(item: Item) -> str | float:
    """What an example line enters for an item."""
    if item.scale is None:
        return 1
    return float(item.scale.high) if item.scale.numeric else item.scale.options[0].name


def _for_whom(maker: Maker) -> list[Item]:
    """Every checklist item, with the categories that it counts for where it does not count for all."""
    categories = maker.rulebook.categories or ("",)
    own = {category: own_checklists(maker.rulebook, category) for category in categories}
    found = []
    for path, items in checklists(maker.rulebook).items():
        for item in items:
            named = tuple(one for one in categories if item.name in _names(own[one].get(path, ())))
            found.append(replace(item, categories=() if len(named) == len(categories) else named))
    return found


def _values(items: Sequence[Item], at: int) -> str:
    """What may be entered for each item, in one note."""
    lines = []
    for item in items:
        name = item.name + (f"（{'、'.join(item.categories)}）" if item.categories else "")
        if item.scale is None:
            lines.append(f"{name}：{('次数', 'occurrences')[at]}")
        elif item.scale.numeric:
            lines.append(f"{name}：{plain(item.scale.low)}–{plain(item.scale.high)}")
        else:
            lines.append(f"{name}：{' / '.join(option.name for option in item.scale.options)}")
    return "\n".join(dict.fromkeys(lines))
