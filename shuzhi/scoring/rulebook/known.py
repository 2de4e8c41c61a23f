"""What the file has defined so far: the names that later sections may use."""

from __future__ import annotations

from dataclasses import dataclass, field

from shuzhi.scoring.rulebook import words
from shuzhi.scoring.rulebook.desk import Desk, Where
from shuzhi.scoring.rulebook.faults import Place
from shuzhi.scoring.rulebook.model import Component, Field, Form, Scale
from shuzhi.scoring.rulebook.nodes import Node, Text
from shuzhi.scoring.rulebook.table import Table

CATEGORY = ("类别", "category")
KEY = ("分组项", "grouping key")
FIELD = ("数据项", "field")
FORM = ("票种", "ballot form")
ROW = ("测评内容", "row")
COMPONENT = ("考核项", "component")
GRADE = ("等次", "grade")


@dataclass(slots=True)
class Known:
    """Definitions in written order."""

    sets: dict[str, Scale] = field(default_factory=dict)
    categories: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    fields: dict[str, Field] = field(default_factory=dict)
    field_places: dict[str, Place] = field(default_factory=dict)
    forms: dict[str, Form] = field(default_factory=dict)
    components: dict[str, list[Component]] = field(default_factory=dict)
    grades: tuple[str, ...] = ()

    def keys(self, desk: Desk, texts: list[Text], where: Where) -> tuple[str, ...]:
        """Grouping keys: category, form, organiser or an attribute; English forms of the fixed ones."""
        found: list[str] = []
        for text in texts:
            column = words.COLUMNS.find(text.value)
            names = (*self.attributes, *(alias for one in words.COLUMNS.chinese.values() for alias in one))
            if column or desk.known(text, names, where, KEY):
                found.append(column or text.value)
        return tuple(found)

    def of_categories(self, table: Table) -> tuple[str, ...]:
        """The categories under ``for``; empty means every category."""
        return table.names("for", self.categories, CATEGORY)

    def grade(self, desk: Desk, node: Node, where: Where) -> str:
        text = desk.text(node, where)
        return text.value if text and desk.known(text, self.grades, where, GRADE) else ""
