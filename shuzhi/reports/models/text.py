import re

# One Chinese character or sign counts one, and so does one Latin word or number: as office software counts.
COUNTED = re.compile(r"[^\W\u2e80-\uffef_]+(?:[.,'’%-]?[^\W\u2e80-\uffef_]+)*%?|[^\s]")


def characters_in(text: str) -> int:
    """How long a text is, as the office's word processor counts it."""
    return len(COUNTED.findall(text))
