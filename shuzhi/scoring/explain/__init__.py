"""One reporter's score from counts to grade, in sentences with the actual numbers.

``steps(settlement, i, lang)`` gives the whole trace; ``lines(settlement, lang)`` the traces of everybody, row by row;
``compare(before, after, lang)`` who would get another grade under another rulebook, with the first step that differs
and the rule that decides.
"""

from shuzhi.scoring.explain.comparing import Change, compare
from shuzhi.scoring.explain.step import Step
from shuzhi.scoring.explain.trace import lines, steps

__all__ = ["Change", "Step", "compare", "lines", "steps"]
