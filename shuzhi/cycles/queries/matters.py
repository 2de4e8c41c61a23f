"""The content of a topic as plain values: for pins, comparisons, workbooks."""

from typing import Any

from shuzhi.cycles.models import IssuedTopic, Topic
from shuzhi.cycles.models.matter import Matter

COLUMNS = (
    "code", "text", "kind", "must_report", "must_review", "must_assess", "pinned", "categories", "evidence",
    "event", "basis", "first_year", "lasting", "last_year",
)  # fmt: skip


def columns_of(topic: Matter) -> dict[str, Any]:
    """The columns that people write."""
    return {name: getattr(topic, name) for name in COLUMNS}


def columns_taken(issued: IssuedTopic) -> dict[str, Any]:
    """The columns as a cycle takes them over: what a guiding body issues concerns those whom it guides alone."""
    columns = columns_of(issued)
    guides = issued.list.guides
    if guides:
        columns["categories"] = [name for name in issued.categories if name in guides] or list(guides)
    return columns


def content_of_topic(topic: Topic | IssuedTopic) -> dict[str, Any]:
    """Columns and parts, as they are compared and hashed."""
    return {**columns_of(topic), "parts": topic.part_texts}
