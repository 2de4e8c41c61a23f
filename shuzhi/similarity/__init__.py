"""Near-duplicate passages in reports: signatures, look-up, exact check. Pure: no Django, no database.

`sign` makes signatures, `Index` finds candidates among millions, `compare` shows the passages that two texts share,
`quotations` finds what comes from common sources and does not count. It informs; nothing here is a score of a person.
"""

from shuzhi.similarity.index import Candidate, Index, built, opened
from shuzhi.similarity.passages import Comparison, Limits, Passage, Span, Text, compare, prepared
from shuzhi.similarity.quotations import quotations, source_prints
from shuzhi.similarity.signatures import Signatures, sign

__all__ = [
    "Candidate",
    "Comparison",
    "Index",
    "Limits",
    "Passage",
    "Signatures",
    "Span",
    "Text",
    "built",
    "compare",
    "opened",
    "prepared",
    "quotations",
    "sign",
    "source_prints",
]
