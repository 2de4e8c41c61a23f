"""Numbers of headings: 一、（一）1. （1） in Chinese, 1. 1.1 in other languages."""

import re

from shuzhi.documents.blocks import Block, Heading, Title

DIGITS = "零一二三四五六七八九"
ALREADY = re.compile(
    r"^\s*(?:[一二三四五六七八九十百]+、|[（(][一二三四五六七八九十百]+[）)]|\d+(?:\.\d+)*[.．、]\s*\D|[（(]\d+[）)]"
    r"|第[一二三四五六七八九十百\d]+[章节条部])"
)
DEEPEST = 4


def chinese_number(number: int) -> str:
    """1 → 一, 12 → 十二, 30 → 三十; up to 99, beyond that in digits."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else DIGITS[tens]) + "十" if tens else ""
    return head + (DIGITS[ones] if ones or not tens else "")


def numbered(blocks: tuple[Block, ...], *, chinese: bool) -> list[tuple[Block, str]]:
    """Every block with the number that stands before it; only headings have one."""
    counts = [0] * DEEPEST
    result: list[tuple[Block, str]] = []
    for block in blocks:
        number = ""
        if isinstance(block, Title):
            counts = [0] * DEEPEST  # an annex counts from one again
        if isinstance(block, Heading):
            level = min(max(block.level, 1), DEEPEST)
            if block.numbered and not ALREADY.match(block.text):
                counts[level - 1] += 1
                counts[level:] = [0] * (DEEPEST - level)
                number = _label(counts, level, chinese=chinese)
        result.append((block, number))
    return result


def _label(counts: list[int], level: int, *, chinese: bool) -> str:
    number = counts[level - 1]
    if not chinese:
        return ".".join(str(count) for count in counts[:level]) + (". " if level == 1 else " ")
    return (
        f"{chinese_number(number)}、",
        f"（{chinese_number(number)}）",
        f"{number}. ",
        f"（{number}）",
    )[level - 1]
