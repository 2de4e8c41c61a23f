"""What units may be asked."""

from __future__ import annotations

from shuzhi.scoring.rulebook import words
from shuzhi.scoring.rulebook.explain.voice import Voice
from shuzhi.scoring.rulebook.model import LevelCaps, Rulebook

UNITS = {
    "forms": ("每年表格不超过 {} 张", "at most {} forms a year"),
    "indicators": ("指标不超过 {} 项", "at most {} indicators"),
    "uploads": ("上传文件不超过 {} 个", "at most {} files"),
    "characters": ("文字不超过 {} 字", "at most {} characters"),
    "minutes": ("填报时间中位数不超过 {} 分钟", "a median of at most {} minutes to fill in"),
    "prefilled": ("自动带入的数据项不低于 {}%", "at least {} % of fields prefilled"),
}


def burden(book: Rulebook, say: Voice) -> list[str]:
    return [_line(one, say) for one in book.burden if one.caps]


def _line(one: LevelCaps, say: Voice) -> str:
    zh = "，".join(UNITS[name][0].format(most) for name, most in one.caps)
    en = ", ".join(UNITS[name][1].format(most) for name, most in one.caps)
    level = words.BURDEN.chinese[one.level][0]
    return say(
        f"对{level}一级：{zh}；超过的要有书面同意。",
        f"Of one unit of the level {one.level}: {en}; more needs a written waiver.",
    )
