"""What may leave the committee (docs/scoring.md, section 12): one gate from figures to what is shown, and why not more.

`figures` the nouns, `limits` the plain limits, `cells` the tables of one group, `fits` how many of them fit what would
be published, `gate` the ladder from all decimals to nothing, `settled` the figures of a settlement.
"""

from shuzhi.scoring.disclosure.figures import Earlier, Figures, GroupMarks, Published, Words, half_up
from shuzhi.scoring.disclosure.gate import average, disclose, disclose_all, openings

__all__ = [
    "Earlier",
    "Figures",
    "GroupMarks",
    "Published",
    "Words",
    "average",
    "disclose",
    "disclose_all",
    "half_up",
    "openings",
]
