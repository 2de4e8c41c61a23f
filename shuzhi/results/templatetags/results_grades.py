"""A grade's place in its rulebook, for its colour."""

from django import template

from shuzhi.cycles.models import Cycle
from shuzhi.results.queries.pages import grade_names

register = template.Library()


@register.simple_tag
def grade_order(cycle: Cycle, grade: str) -> int:
    """1 for the best grade; one beyond the last for a name the rulebook does not know."""
    names = grade_names(cycle)
    return names.index(grade) + 1 if grade in names else len(names) + 1
