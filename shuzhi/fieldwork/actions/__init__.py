"""Every write of fieldwork: visits and words (`visits`), findings (`findings`), draws (`draws`)."""

from shuzhi.fieldwork.actions.draws import (
    change_draw,
    enter_word,
    prepare_draw,
    seal_draw,
    take_word,
    void_draw,
)
from shuzhi.fieldwork.actions.findings import withdraw_finding, write_finding
from shuzhi.fieldwork.actions.visits import (
    cancel_visit,
    change_visit,
    change_words,
    plan_visit,
    record_visit,
)

__all__ = [
    "cancel_visit",
    "change_draw",
    "change_visit",
    "change_words",
    "enter_word",
    "plan_visit",
    "prepare_draw",
    "record_visit",
    "seal_draw",
    "take_word",
    "void_draw",
    "withdraw_finding",
    "write_finding",
]
