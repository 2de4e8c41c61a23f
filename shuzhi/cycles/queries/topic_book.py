"""A topic list as the workbook that the import reads back unchanged."""

from collections.abc import Sequence
from io import BytesIO

import xlsxwriter

from shuzhi.cycles.models import IssuedTopic, Topic
from shuzhi.cycles.rules.rows import COLUMNS, KIND_WORDS, PART_COLUMNS, PARTS, TOPICS
from shuzhi.organisations.rules.rows import CATEGORY_WORDS, NO, YES
from shuzhi.web.sheets import SAFE

WIDTHS = {"text": 48, "evidence": 30, "basis": 24, "categories": 22, "event": 18}


def topic_book(topics: Sequence[Topic | IssuedTopic]) -> bytes:
    """Topics and parts on two sheets, with a choice of words where there is one."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, SAFE) as book:
        bold = book.add_format({"bold": True, "bottom": 1, "bg_color": "#F0F2F4"})
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet(TOPICS[0])
        for place, (name, (zh, _en, _needed)) in enumerate(COLUMNS.items()):
            sheet.set_column(place, place, WIDTHS.get(name, 10), text)
            sheet.write_string(0, place, zh, bold)
        for number, topic in enumerate(topics, start=1):
            for place, name in enumerate(COLUMNS):
                sheet.write_string(number, place, _shown(topic, name), text)
        kinds = [*COLUMNS].index("kind")
        sheet.data_validation(1, kinds, 500, kinds, {"validate": "list", "source": [*KIND_WORDS.values()]})
        sheet.freeze_panes(1, 2)
        _parts(book, topics, bold, text)
    return stream.getvalue()


def _parts(
    book: xlsxwriter.Workbook, topics: Sequence[Topic | IssuedTopic], bold: object, text: object
) -> None:
    sheet = book.add_worksheet(PARTS[0])
    for place, (zh, _en, _needed) in enumerate(PART_COLUMNS.values()):
        sheet.set_column(place, place, 60 if place else 12, text)
        sheet.write_string(0, place, zh, bold)
    rows = [(topic.code, part) for topic in topics for part in topic.part_texts]
    for number, (code, part) in enumerate(rows, start=1):
        sheet.write_string(number, 0, code, text)
        sheet.write_string(number, 1, part, text)
    sheet.freeze_panes(1, 0)


def _shown(topic: Topic | IssuedTopic, name: str) -> str:
    value = getattr(topic, name)
    if name == "kind":
        return KIND_WORDS[value]
    if name == "categories":
        return "、".join(CATEGORY_WORDS.get(word, word) for word in value)
    if isinstance(value, bool):
        return YES if value else NO
    return "" if value is None else str(value)
