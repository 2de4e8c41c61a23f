"""Millimetres of a paper ballot. Printing and reading must agree on them: a change makes old sheets foreign."""

from typing import Final

WIDTH: Final = 210.0
HEIGHT: Final = 297.0
# Far enough from the edge that a sheet turned by five degrees keeps its corners.
EDGE: Final = 15.0
CORNER: Final = 8.0
BOX: Final = 5.0
OUTLINE: Final = 0.25
PITCH: Final = 8.0
# No box comes nearer than this to a line along which a sheet is folded in halves or thirds.
FOLD_GAP: Final = 5.0
FOLDS_ACROSS: Final = (HEIGHT / 3, HEIGHT / 2, HEIGHT * 2 / 3)
FOLDS_ALONG: Final = (WIDTH / 3, WIDTH / 2, WIDTH * 2 / 3)
MODULE: Final = 0.6
CODE_MODULES: Final = 33
CODE: Final = MODULE * CODE_MODULES
CODE_GAP: Final = 3.0

# Upper left point of each corner mark: top left, top right, bottom left, bottom right.
CORNERS: Final = (
    (EDGE, EDGE),
    (WIDTH - EDGE - CORNER, EDGE),
    (EDGE, HEIGHT - EDGE - CORNER),
    (WIDTH - EDGE - CORNER, HEIGHT - EDGE - CORNER),
)
# Each is another drawing of OpenCV's family DICT_4X4_50, so that a turned sheet is known.
CORNER_FAMILY: Final = 0
CORNER_IDS: Final = (7, 19, 31, 43)
# The two codes stand beside the first and the last corner mark.
CODES: Final = (
    (EDGE + CORNER + CODE_GAP, EDGE),
    (WIDTH - EDGE - CORNER - CODE_GAP - CODE, HEIGHT - EDGE - CODE),
)

# Between the folds there is room for boxes: from the first centre of a column to the last, and centres of lines,
# bay by bay.
LEFT_RUNS: Final = ((79.0, 97.5), (112.5, 132.5))
RIGHT_RUNS: Final = ((148.5, 188.5),)
MOST_ACROSS: Final = 12
# What columns stand apart where they can, and what an eye still follows.
USUAL_STEP: Final = 16.0
WIDEST_STEP: Final = 20.0
BAYS: Final = (
    (65.0, 73.0, 81.0, 89.0),
    (107.0, 115.0, 123.0, 131.0, 139.0),
    (156.5, 164.5, 172.5, 180.5, 188.5),
    (206.0, 214.0, 222.0, 230.0, 238.0, 246.0, 254.0),
)
NAMES_RIGHT: Final = 74.0
HEADING: Final = 9.5
