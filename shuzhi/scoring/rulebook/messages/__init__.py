"""Every fault in words: kind → (what is wrong zh, en, how to mend it zh, en)."""

from __future__ import annotations

from shuzhi.scoring.rulebook.messages import cutting, naming, reading, scoring

Words = tuple[str, str, str, str]

MESSAGES: dict[str, Words] = {
    **reading.MESSAGES,
    **naming.MESSAGES,
    **scoring.MESSAGES,
    **cutting.MESSAGES,
}
