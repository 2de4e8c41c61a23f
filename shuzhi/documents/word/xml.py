"""Elements of WordprocessingML, by short names."""

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = {"w": W, "r": R}
TWIP = 20  # twentieths of a point


def w(name: str) -> str:
    return f"{{{W}}}{name}"


def twips(points: float) -> str:
    return str(round(points * TWIP))


def element(name: str, /, *children: etree._Element | None, **attributes: str) -> etree._Element:
    """An element of the w: namespace; its attributes are of that namespace too, absent children are left out."""
    made = etree.Element(w(name), nsmap=NAMESPACES)
    for key, value in attributes.items():
        made.set(w(key), value)
    made.extend([child for child in children if child is not None])
    return made


def written(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
