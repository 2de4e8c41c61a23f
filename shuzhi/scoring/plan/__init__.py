"""The rulebook compiled once: frozen steps over whole-number columns, proved not to overflow.

``steps`` and ``model`` the plan, ``proof`` the interval arithmetic, ``sources``, ``ballots``, ``formulas`` and
``judging`` the parts of a rulebook turned into steps, ``compiler`` the door.
"""

from shuzhi.scoring.plan.compiler import compile_plan
from shuzhi.scoring.plan.model import Limits, Plan

__all__ = ["Limits", "Plan", "compile_plan"]
