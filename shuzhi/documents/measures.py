"""The page of GB/T 9704-2012 in points. A4, text block 156 × 225 mm, 22 lines of 28 characters."""

MM = 72 / 25.4

PAGE_WIDTH, PAGE_HEIGHT = 210 * MM, 297 * MM
TOP, LEFT = 37 * MM, 28 * MM
TEXT_WIDTH, TEXT_HEIGHT = 156 * MM, 225 * MM
RIGHT, BOTTOM = PAGE_WIDTH - LEFT - TEXT_WIDTH, PAGE_HEIGHT - TOP - TEXT_HEIGHT

LINES, CHARACTERS = 22, 28
SIZE = 16.0  # 三号
TITLE_SIZE = 22.0  # 二号
SMALL_SIZE = 14.0  # 四号: page numbers, 版记
TABLE_SIZE = 12.0  # 小四

# 22 pitches must fit, 23 must not; 28 of 16 pt are 448 pt and the block is 442.2 pt: each gives way a little.
PITCH = 28.95
TRACKING = -0.25
CHARACTER = SIZE + TRACKING
TABLE_PITCH = 17.0

FOOT_GAP = 7 * MM  # from the text block to the page number
ISSUER_DROP = 35 * MM  # from the text block's top to the issuer's name
RULE_GAP = 4 * MM  # from the document number to the red line
RED = "e60012"

SIGN_MARGIN = 2  # characters between the longest line of a signature and the right edge


def width_of(text: str) -> float:
    """How many full characters a line of text takes; Latin letters and digits take half."""
    return sum(0.5 if ord(sign) < 0x2E80 and sign not in "—…“”‘’" else 1.0 for sign in text)


def issuer_size(name: str) -> float:
    """As large as one line allows, between the title's size and 52 points."""
    room = TEXT_WIDTH / max(width_of(name), 1.0)
    return round(min(52.0, max(TITLE_SIZE, room * 0.98)), 1)
