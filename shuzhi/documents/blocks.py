"""What a document is made of. A step fills these; how each is set on the page is decided in `setting.py`."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

# What neither XML nor a printed page can hold: control signs, lone surrogates, the two non-characters.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


NARROWEST = 12  # no column is narrower than this part of the text's width: room for two characters


class Face(StrEnum):
    """The faces of an official document, named by what they are for."""

    TITLE = "title"  # 小标宋
    TEXT = "text"  # 仿宋
    KAI = "kai"  # 楷体
    HEI = "hei"  # 黑体
    NUMBER = "number"  # 宋体, page numbers


def clean(text: str) -> str:
    """The text without signs that cannot be printed, with one kind of line end."""
    return UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))


@dataclass(frozen=True)
class Run:
    """A stretch of text that is set differently from its paragraph."""

    text: str
    bold: bool = False
    face: Face | None = None


@dataclass(frozen=True)
class Title:
    """The title of an annex, set as that of the document; `mark` (附件1) stands above it at the left edge."""

    text: str
    mark: str = ""


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 to 4; its number (一、（一）1. （1）) is set by the library unless it has one."""

    text: str
    level: int = 1
    numbered: bool = True


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, or several where the text has line ends. `align` is "", "left", "center" or "right".

    With `keep` it stands on the page of what follows.
    """

    content: str | tuple[Run, ...]
    align: str = ""
    indented: bool = True
    small: bool = False
    keep: bool = False

    @property
    def text(self) -> str:
        return self.content if isinstance(self.content, str) else "".join(run.text for run in self.content)


@dataclass(frozen=True)
class Byline:
    """Who and when, centred below the title."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Addressee:
    """主送机关: to whom, at the left edge, with its colon."""

    text: str


@dataclass(frozen=True)
class Table:
    """Rows of text under a head that is repeated on every page; `widths` are shares of the text's width."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...] = ()
    caption: str = ""

    @property
    def columns(self) -> int:
        return max([len(self.head), len(self.widths), *(len(row) for row in self.rows)])

    @property
    def shares(self) -> tuple[int, ...]:
        """One positive share for every column, also where fewer or none were given."""
        least = max(1, -(-sum(self.widths) // NARROWEST))
        given = [max(least, width) for width in self.widths]
        return (
            *given,
            *([max(1, round(sum(given) / len(given)) if given else 1)] * (self.columns - len(given))),
        )


@dataclass(frozen=True)
class Annexes:
    """附件说明: the names of what is attached, one line below the text."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class Signature:
    """发文机关署名 and 成文日期, at the right; `lines` may also be places to sign at."""

    lines: tuple[str, ...]
    date: str = ""


@dataclass(frozen=True)
class RedHead:
    """The red head: issuing body, document number, who signed; `marks` are 份号, 密级, 紧急程度."""

    issuer: str
    number: str = ""
    signer: str = ""
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Colophon:
    """版记: copies to, issued by, on which day; at the foot of the last page."""

    copies: str = ""
    issuer: str = ""
    date: str = ""


@dataclass(frozen=True)
class PageBreak:
    pass


Block = (
    Title
    | Heading
    | Paragraph
    | Byline
    | Addressee
    | Table
    | Annexes
    | Signature
    | RedHead
    | Colophon
    | PageBreak
)


@dataclass(frozen=True)
class Meta:
    """What stands in the file's properties. `made` is data, not the clock: same input, same bytes."""

    author: str = ""
    subject: str = ""
    language: str = "zh"
    made: datetime = datetime(2000, 1, 1, tzinfo=UTC)

    @property
    def chinese(self) -> bool:
        return self.language.startswith("zh")


@dataclass(frozen=True)
class Document:
    """A title, its blocks and the file's properties. A red head or marks stand above the title."""

    title: str
    blocks: tuple[Block, ...] = ()
    meta: Meta = field(default_factory=Meta)
