"""From blocks to lines and tables as they are set. Both files are made from this, so they say the same."""

from dataclasses import dataclass, replace
from enum import StrEnum

from shuzhi.documents import measures
from shuzhi.documents.blocks import (
    Addressee,
    Annexes,
    Block,
    Byline,
    Colophon,
    Document,
    Face,
    Heading,
    PageBreak,
    Paragraph,
    RedHead,
    Run,
    Signature,
    Table,
    Title,
    clean,
)
from shuzhi.documents.numbering import DEEPEST, numbered
from shuzhi.documents.titles import balanced


class Style(StrEnum):
    """The kinds of lines; a .docx has one named style for each."""

    TITLE = "title"
    BYLINE = "byline"
    BODY = "body"
    H1 = "h1"
    H2 = "h2"
    H3 = "h3"
    H4 = "h4"
    PLAIN = "plain"  # as the body, without indent
    SMALL = "small"
    CAPTION = "caption"
    MARK = "mark"
    ISSUER = "issuer"
    COLOPHON = "colophon"


@dataclass(frozen=True)
class Look:
    """How a style looks; `first` is the first line's indent in characters."""

    face: Face
    size: float
    align: str = "justify"
    first: float = 0.0
    keep: bool = False
    red: bool = False

    @property
    def tracking(self) -> float:
        return measures.TRACKING if self.size == measures.SIZE else 0.0


LOOKS: dict[Style, Look] = {
    Style.TITLE: Look(Face.TITLE, measures.TITLE_SIZE, "center", keep=True),
    Style.BYLINE: Look(Face.KAI, measures.SIZE, "center", keep=True),
    Style.BODY: Look(Face.TEXT, measures.SIZE, first=2),
    Style.H1: Look(Face.HEI, measures.SIZE, first=2, keep=True),
    Style.H2: Look(Face.KAI, measures.SIZE, first=2, keep=True),
    Style.H3: Look(Face.TEXT, measures.SIZE, first=2, keep=True),
    Style.H4: Look(Face.TEXT, measures.SIZE, first=2, keep=True),
    Style.PLAIN: Look(Face.TEXT, measures.SIZE),
    Style.SMALL: Look(Face.TEXT, measures.TABLE_SIZE, "left"),
    Style.CAPTION: Look(Face.HEI, measures.SMALL_SIZE, "center", keep=True),
    Style.MARK: Look(Face.HEI, measures.SIZE, "left"),
    Style.ISSUER: Look(Face.TITLE, measures.TITLE_SIZE, "center", red=True),
    Style.COLOPHON: Look(Face.TEXT, measures.SMALL_SIZE, "left"),
}
HEADINGS = (Style.H1, Style.H2, Style.H3, Style.H4)


@dataclass(frozen=True)
class Line:
    """A paragraph as it is set; indents in characters, `before` in points, `across` ends at the right edge."""

    style: Style
    runs: tuple[Run, ...] = ()
    align: str = ""
    first: float | None = None
    left: float = 0.0
    right: float = 0.0
    before: float = 0.0
    size: float = 0.0
    across: str = ""
    rule: bool = False  # the red line stands below it
    keep: bool = False  # on the page of what follows
    number: str = ""  # of a heading, set before its words

    @property
    def text(self) -> str:
        return self.number + "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Grid:
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[int, ...]


@dataclass(frozen=True)
class Foot:
    """What stands at the foot of the last page, between lines."""

    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Break:
    pass


Setting = Line | Grid | Foot | Break
BLANK = Line(Style.PLAIN)


def set_document(document: Document) -> list[Setting]:
    """The lines of a document from its head to its foot."""
    above = [block for block in document.blocks if isinstance(block, RedHead)]
    result: list[Setting] = [line for block in above for line in _red_head(block)]
    result += _title(document.title)
    rest = tuple(block for block in document.blocks if not isinstance(block, RedHead))
    if rest and not isinstance(rest[0], Byline):
        result.append(BLANK)
    for block, number in numbered(rest, chinese=document.meta.chinese):
        result += _set(block, number, chinese=document.meta.chinese)
    return result


def _title(text: str) -> list[Line]:
    lines = (part for line in clean(text).split("\n") if line.strip() for part in balanced(line.strip()))
    return [Line(Style.TITLE, (Run(line),)) for line in lines]


def _set(block: Block, number: str, *, chinese: bool) -> list[Setting]:  # noqa: PLR0911  (one line for each kind)
    match block:
        case Heading():
            style = HEADINGS[min(max(block.level, 1), DEEPEST) - 1]
            return [Line(style, (Run(clean(block.text).replace("\n", " ")),), number=number)]
        case Title():
            mark = [Line(Style.MARK, (Run(clean(block.mark)),)), BLANK] if block.mark else []
            return [*mark, *_title(block.text), BLANK]
        case Paragraph():
            return _paragraph(block)
        case Byline():
            return [*(Line(Style.BYLINE, (Run(clean(text)),)) for text in block.lines), BLANK]
        case Addressee():
            return [Line(Style.PLAIN, (Run(clean(block.text)),))]
        case Table():
            return _table(block)
        case Annexes():
            return _annexes(block, chinese=chinese)
        case Signature():
            return _signature(block)
        case Colophon():
            return _colophon(block, chinese=chinese)
        case PageBreak():
            return [Break()]
        case RedHead():
            return []


def _paragraph(block: Paragraph) -> list[Setting]:
    style = Style.SMALL if block.small else Style.BODY
    first = None if block.indented and not block.align and not block.small else 0.0
    runs = (Run(block.content),) if isinstance(block.content, str) else block.content
    lines: list[list[Run]] = [[]]
    for run in runs:
        head, *others = clean(run.text).split("\n")
        lines[-1].append(replace(run, text=head))
        lines += [[replace(run, text=text)] for text in others]
    kept = [tuple(run for run in line if run.text) for line in lines]
    return [Line(style, line, align=block.align, first=first, keep=block.keep) for line in kept if line]


def _table(block: Table) -> list[Setting]:
    def cells(row: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(clean(text) for text in (*row, *([""] * (block.columns - len(row)))))

    if not block.columns:
        return []
    caption = [Line(Style.CAPTION, (Run(clean(block.caption)),))] if block.caption else []
    head = cells(block.head) if block.head else ()
    return [*caption, Grid(head, tuple(cells(row) for row in block.rows), block.shares)]


def _annexes(block: Annexes, *, chinese: bool) -> list[Setting]:
    label = "附件：" if chinese else "Annexes: "
    indent = 2 + measures.width_of(label)
    several = len(block.names) > 1
    lines: list[Setting] = [replace(BLANK, keep=True)]
    for place, name in enumerate(block.names, 1):
        number = f"{place}. " if several else ""
        hang = indent + measures.width_of(number)
        text = (label if place == 1 else "") + number + clean(name)
        first = 2 - hang if place == 1 else indent - hang
        lines.append(Line(Style.PLAIN, (Run(text),), align="left", left=hang, first=first, keep=True))
    return lines


def _signature(block: Signature) -> list[Setting]:
    """Flush with each other; the date begins two characters further right and stays two from the edge."""
    lines = [clean(text) for text in block.lines]
    date = clean(block.date)
    wide = max(
        [*(measures.width_of(text) for text in lines), measures.width_of(date) + 2 if date else 0], default=0
    )
    left = max(0.0, measures.CHARACTERS - measures.SIGN_MARGIN - wide)
    signed = [Line(Style.PLAIN, (Run(text),), align="left", left=left, keep=True) for text in lines]
    if date:
        signed.append(Line(Style.PLAIN, (Run(date),), align="left", left=left + 2))
    return [replace(BLANK, keep=True), *signed]


def _red_head(block: RedHead) -> list[Setting]:
    marks: list[Setting] = [Line(Style.MARK, (Run(clean(text)),)) for text in block.marks]
    drop = max(0.0, measures.ISSUER_DROP - measures.PITCH * len(marks))
    issuer = clean(block.issuer)
    head = Line(Style.ISSUER, (Run(issuer),), before=drop, size=measures.issuer_size(issuer))
    number, signer = clean(block.number), clean(block.signer)
    if signer:
        below = Line(Style.PLAIN, (Run(number),), left=1, right=1, across=signer, rule=True)
    else:
        below = Line(Style.PLAIN, (Run(number),), align="center", rule=True)
    return [*marks, head, BLANK, BLANK, below, BLANK, BLANK]


def _colophon(block: Colophon, *, chinese: bool) -> list[Setting]:
    lines: list[Line] = []
    if block.copies:
        label = "抄送：" if chinese else "Copies: "
        hang = measures.width_of(label)
        lines.append(
            Line(Style.COLOPHON, (Run(label + clean(block.copies)),), left=1 + hang, right=1, first=-hang)
        )
    if block.issuer or block.date:
        lines.append(
            Line(Style.COLOPHON, (Run(clean(block.issuer)),), left=1, right=1, across=clean(block.date))
        )
    return [Foot(tuple(lines))] if lines else []
