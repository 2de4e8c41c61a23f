"""The named styles and the font table: the regulation's faces first, with the names other systems know."""

from lxml import etree

from shuzhi.documents import measures
from shuzhi.documents.blocks import Face
from shuzhi.documents.faces import FREE, LATIN, REGULAR, fonts_used
from shuzhi.documents.reading import NUMBER_STYLE
from shuzhi.documents.setting import HEADINGS, LOOKS, Look, Style
from shuzhi.documents.word.xml import NAMESPACES, element, twips, w

NAMES = {
    Style.TITLE: "Title",
    Style.BODY: "Normal",
    Style.H1: "heading 1",
    Style.H2: "heading 2",
    Style.H3: "heading 3",
    Style.H4: "heading 4",
    Style.CAPTION: "caption",
}
IDS = {Style.BODY: "Normal", Style.TITLE: "Title"} | {
    style: f"Heading{level}" for level, style in enumerate(HEADINGS, 1)
}
ALIGN = {"justify": "both", "center": "center", "right": "right", "left": "left"}


def style_id(style: Style) -> str:
    return IDS.get(style, style.value.capitalize())


def fonts(face: Face) -> etree._Element:
    """East-Asian and Latin face of a run; the hint keeps quotation marks and dashes Chinese."""
    latin = REGULAR[face][0] if face == Face.NUMBER else LATIN[0]
    return element("rFonts", ascii=latin, hAnsi=latin, eastAsia=REGULAR[face][0], cs=latin)


def run_look(look: Look, size: float = 0.0) -> etree._Element:
    half_points = str(round((size or look.size) * 2))
    return element(
        "rPr",
        fonts(look.face),
        element("color", val=measures.RED.upper()) if look.red else None,
        element("spacing", val=twips(look.tracking)) if look.tracking else None,
        element("sz", val=half_points),
        element("szCs", val=half_points),
    )


def pitch_of(style: Style, size: float = 0.0) -> float:
    if style == Style.SMALL:
        return measures.TABLE_PITCH
    return max(measures.PITCH, size * 1.2)


def indents(first: float, left: float, right: float, char: float) -> etree._Element:
    """Indents, given in characters of this size; a negative first one hangs."""
    made = element("ind", left=twips(left * char), right=twips(right * char))
    made.set(w("firstLine" if first >= 0 else "hanging"), twips(abs(first) * char))
    return made


def styles_part() -> etree._Element:
    root = etree.Element(w("styles"), nsmap=NAMESPACES)
    body = LOOKS[Style.BODY]
    defaults = run_look(body)
    defaults.append(element("lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA"))
    root.append(element("docDefaults", element("rPrDefault", defaults), element("pPrDefault")))
    root.extend(_paragraph_style(style) for style in (Style.BODY, *(s for s in Style if s != Style.BODY)))
    number = element("style", element("name", val="Heading Number"), type="character", styleId=NUMBER_STYLE)
    root.append(number)
    table = element(
        "style", element("name", val="Normal Table"), element("uiPriority", val="99"), type="table"
    )
    table.set(w("default"), "1")
    table.set(w("styleId"), "TableNormal")
    root.append(table)
    return root


def _paragraph_style(style: Style) -> etree._Element:
    look = LOOKS[style]
    char = look.size + look.tracking
    level = HEADINGS.index(style) if style in HEADINGS else None
    layout = element(
        "pPr",
        element("keepNext", val="1" if look.keep else "0"),
        element("widowControl", val="0"),
        element("kinsoku", val="1"),
        element("overflowPunct", val="1"),
        element("autoSpaceDE", val="1"),
        element("autoSpaceDN", val="1"),
        element("snapToGrid", val="0"),
        element("spacing", before="0", after="0", line=twips(pitch_of(style, look.size)), lineRule="exact"),
        indents(look.first, 0, 0, char),
        element("jc", val=ALIGN[look.align]),
        element("outlineLvl", val=str(level)) if level is not None else None,
    )
    made = element(
        "style",
        element("name", val=NAMES.get(style, f"Official {style.value}")),
        element("basedOn", val=style_id(Style.BODY)) if style != Style.BODY else None,
        element("next", val=style_id(Style.BODY)) if style != Style.BODY else None,
        element("qFormat"),
        layout,
        run_look(look),
        type="paragraph",
        styleId=style_id(style),
    )
    if style == Style.BODY:
        made.set(w("default"), "1")
    return made


def fonts_part() -> etree._Element:
    """Where a face is missing, office programs take the one named as its other name."""
    root = etree.Element(w("fonts"), nsmap=NAMESPACES)
    taken = {use.face: use.taken for use in fonts_used()}
    for face, names in REGULAR.items():
        other = ",".join(dict.fromkeys([*names[1:], taken[face], *FREE[face]]))
        root.append(
            element(
                "font",
                element("altName", val=other),
                element("charset", val="86"),
                element("family", val="auto"),
                element("pitch", val="default"),
                name=names[0],
            )
        )
    return root
