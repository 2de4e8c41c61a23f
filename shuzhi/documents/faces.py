"""Which faces the layout asks for, and which of them stand on this machine. Nothing is shipped, all is told."""

from dataclasses import dataclass
from functools import lru_cache

import typst

from shuzhi.documents.blocks import Face

# The regulation's faces under their names in Chinese and in Latin letters, then honest free stand-ins.
REGULAR: dict[Face, tuple[str, ...]] = {
    Face.TITLE: ("方正小标宋简体", "FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋_GBK"),
    Face.TEXT: ("仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong", "STFangsong", "FandolFang R"),
    Face.KAI: ("楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi", "STKaiti"),
    Face.HEI: ("黑体", "SimHei", "STHeiti"),
    Face.NUMBER: ("宋体", "SimSun", "NSimSun", "STSong"),
}
FREE: dict[Face, tuple[str, ...]] = {
    Face.TITLE: ("Noto Serif CJK SC", "Source Han Serif SC", "Noto Serif SC"),
    Face.TEXT: ("Noto Serif CJK SC", "Source Han Serif SC", "Noto Serif SC"),
    Face.KAI: (
        "LXGW WenKai",
        "AR PL UKai",
        "AR PL UKai CN",
        "AR PL KaitiM GB",
        "FandolKai",
        "Noto Serif CJK SC",
    ),
    Face.HEI: ("Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", "WenQuanYi Zen Hei"),
    Face.NUMBER: ("Noto Serif CJK SC", "Source Han Serif SC", "Noto Serif SC"),
}
LATIN = ("Times New Roman", "Liberation Serif", "Nimbus Roman", "Libertinus Serif")
# Typst brings this one itself: letters and digits are always drawn, whatever is missing.
LAST = "Libertinus Serif"


@dataclass(frozen=True)
class FontUse:
    """For one face: the name the regulation wants and the family a PDF made here is set in."""

    face: Face
    wanted: str
    taken: str

    @property
    def is_fallback(self) -> bool:
        return self.taken not in REGULAR[self.face]

    @property
    def is_missing(self) -> bool:
        """Not even a stand-in with Chinese characters was found."""
        return self.taken == LAST

    @property
    def weight(self) -> str:
        """The stand-in for 小标宋 is set bold, since that face is heavy by itself."""
        return "bold" if self.face == Face.TITLE and self.is_fallback else "regular"


@lru_cache(maxsize=1)
def families() -> frozenset[str]:
    """The font families of this machine; read once, so newly installed fonts need a restart."""
    return frozenset(typst.Fonts().families())


def fonts_used(available: frozenset[str] | None = None) -> tuple[FontUse, ...]:
    """Which family stands for each face here; `is_fallback` says where the regulation's face is missing."""
    here = families() if available is None else available
    return tuple(
        FontUse(face, names[0], next((name for name in (*names, *FREE[face]) if name in here), LAST))
        for face, names in REGULAR.items()
    )


def latin_used(available: frozenset[str] | None = None) -> str:
    here = families() if available is None else available
    return next((name for name in LATIN if name in here), LAST)


def chinese_families(available: frozenset[str] | None = None) -> tuple[str, ...]:
    """Every known family found here, for the rare characters that the chosen one lacks."""
    here = families() if available is None else available
    known = [name for names in (*REGULAR.values(), *FREE.values()) for name in names]
    return tuple(dict.fromkeys(name for name in known if name in here))
