"""Lines, tables and the foot as elements of the document part."""

from lxml import etree

from shuzhi.documents import measures
from shuzhi.documents.blocks import Face, Run
from shuzhi.documents.reading import NUMBER_STYLE
from shuzhi.documents.setting import LOOKS, Break, Foot, Grid, Line, Setting, Style
from shuzhi.documents.word.styles import ALIGN, fonts, indents, pitch_of, run_look, style_id
from shuzhi.documents.word.xml import R, element, twips, w

THICK, THIN = "8", "6"  # eighths of a point: 0.35 mm and 0.25 mm
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def body_part(settings: list[Setting]) -> etree._Element:
    body = element("body")
    for setting in settings:
        body.extend(_elements(setting))
    if len(body) == 0 or body[-1].tag == w("tbl"):  # a table may not be the last thing before the section
        body.append(_thin_paragraph())
    body.append(_section())
    return element("document", body)


def _elements(setting: Setting) -> list[etree._Element]:
    match setting:
        case Line():
            return [paragraph(setting)]
        case Grid():
            return [_table(setting), _thin_paragraph()]
        case Foot():
            return [_foot(setting)]
        case Break():
            return [element("p", element("r", element("br", type="page")))]


def paragraph(line: Line) -> etree._Element:
    look = LOOKS[line.style]
    size = line.size or look.size
    char = size + (look.tracking if not line.size else 0.0)
    first = look.first if line.first is None else line.first
    changed = line.first is not None or line.left or line.right
    layout = element(
        "pPr",
        element("pStyle", val=style_id(line.style)),
        element("keepNext") if line.keep else None,
        _rule() if line.rule else None,
        _right_tab(line) if line.across else None,
        element(
            "spacing", before=twips(line.before), line=twips(pitch_of(line.style, size)), lineRule="exact"
        )
        if line.before or line.size
        else None,
        indents(first, line.left, line.right, char) if changed else None,
        element("jc", val=ALIGN[line.align]) if line.align else None,
    )
    made = element("p", layout)
    if line.number:
        made.append(element("r", element("rPr", element("rStyle", val=NUMBER_STYLE)), _text(line.number)))
    made.extend(_run(run, line) for run in line.runs)
    if line.across:
        made.append(element("r", element("tab")))
        made.append(_run(Run(line.across), line))
    return made


def _run(run: Run, line: Line) -> etree._Element:
    look = LOOKS[line.style]
    changed = run_look(look, line.size) if line.size else element("rPr")
    if run.face is not None:
        changed.insert(0, fonts(run.face))
    if run.bold:
        changed.insert(1 if run.face is not None else 0, element("b"))
    return element("r", changed if len(changed) else None, _text(run.text))


def _text(text: str) -> etree._Element:
    made = element("t")
    made.text = text
    made.set(XML_SPACE, "preserve")
    return made


def _rule() -> etree._Element:
    gap = str(round(measures.RULE_GAP))
    return element("pBdr", element("bottom", val="single", sz="12", space=gap, color=measures.RED.upper()))


def _right_tab(line: Line) -> etree._Element:
    look = LOOKS[line.style]
    end = measures.TEXT_WIDTH - line.right * (look.size + look.tracking)
    return element("tabs", element("tab", val="right", pos=twips(end)))


def _thin_paragraph() -> etree._Element:
    spacing = element("spacing", line="120", lineRule="exact")
    return element("p", element("pPr", element("pStyle", val=style_id(Style.SMALL)), spacing))


def _table(grid: Grid) -> etree._Element:
    total = measures.TEXT_WIDTH
    widths = [total * share / sum(grid.shares) for share in grid.shares]
    border = {"val": "single", "sz": "4", "space": "0", "color": "auto"}
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    made = element(
        "tbl",
        element(
            "tblPr",
            element("tblW", w=twips(total), type="dxa"),
            element("tblBorders", *(element(side, **border) for side in sides)),
            element("tblLayout", type="fixed"),
            element(
                "tblCellMar",
                element("left", w="80", type="dxa"),
                element("right", w="80", type="dxa"),
            ),
        ),
        element("tblGrid", *(element("gridCol", w=twips(width)) for width in widths)),
    )
    if grid.head:
        made.append(_row(grid.head, widths, head=True))
    made.extend(_row(row, widths, head=False) for row in grid.rows)
    return made


def _row(cells: tuple[str, ...], widths: list[float], *, head: bool) -> etree._Element:
    made = element("tr", element("trPr", element("cantSplit"), element("tblHeader") if head else None))
    for text, width in zip(cells, widths, strict=True):
        properties = element(
            "tcPr", element("tcW", w=twips(width), type="dxa"), element("vAlign", val="center")
        )
        made.append(element("tc", properties, *(_cell_line(part, head=head) for part in text.split("\n"))))
    return made


def _cell_line(text: str, *, head: bool) -> etree._Element:
    layout = element("pPr", element("pStyle", val=style_id(Style.SMALL)))
    look = element("rPr", fonts(LOOKS[Style.CAPTION].face)) if head else None
    if head:
        layout.append(element("jc", val="center"))
    return element("p", layout, element("r", look, _text(text)) if text else None)


def _foot(foot: Foot) -> etree._Element:
    """A table placed at the foot of the text block; a program that places no tables sets it below the text."""
    place = element("tblpPr", vertAnchor="margin", horzAnchor="margin", tblpXSpec="left", tblpYSpec="bottom")
    total = twips(measures.TEXT_WIDTH)
    made = element(
        "tbl",
        element("tblPr", place, element("tblW", w=total, type="dxa"), element("tblLayout", type="fixed")),
        element("tblGrid", element("gridCol", w=total)),
    )
    last = len(foot.lines) - 1
    for number, line in enumerate(foot.lines):
        borders = element(
            "tcBorders",
            element("top", val="single", sz=THIN if number else THICK, color="auto"),
            element("bottom", val="single", sz=THIN if number < last else THICK, color="auto"),
        )
        cell = element("tc", element("tcPr", element("tcW", w=total, type="dxa"), borders), paragraph(line))
        made.append(element("tr", cell))
    return made


def _section() -> etree._Element:
    def footer(kind: str, key: str) -> etree._Element:
        made = element("footerReference", type=kind)
        made.set(f"{{{R}}}id", key)
        return made

    distance = measures.BOTTOM - measures.FOOT_GAP - measures.SMALL_SIZE
    return element(
        "sectPr",
        footer("default", "rId4"),
        footer("even", "rId5"),
        element("pgSz", w=twips(measures.PAGE_WIDTH), h=twips(measures.PAGE_HEIGHT)),
        element(
            "pgMar",
            top=twips(measures.TOP),
            right=twips(measures.RIGHT),
            bottom=twips(measures.BOTTOM),
            left=twips(measures.LEFT),
            header=twips(measures.TOP / 2),
            footer=twips(distance),
            gutter="0",
        ),
    )


def footer_part(*, outer: str) -> etree._Element:
    """The page number between dashes, one character in from the outer edge."""
    size = str(round(measures.SMALL_SIZE * 2))

    def run(text: str) -> etree._Element:
        look = element("rPr", fonts(Face.NUMBER), element("sz", val=size), element("szCs", val=size))
        return element("r", look, _text(text))

    indent = {outer: twips(measures.SMALL_SIZE)}
    layout = element(
        "pPr",
        element("pStyle", val=style_id(Style.PLAIN)),
        element("spacing", line=twips(measures.SMALL_SIZE * 1.2), lineRule="exact"),
        element("ind", firstLine="0", **indent),
        element("jc", val=outer),
    )
    field = element("fldSimple", run("1"), instr=" PAGE ")
    return element("ftr", element("p", layout, run("— "), field, run(" —")))
