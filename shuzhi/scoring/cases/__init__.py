"""Worked cases: small inputs and the result worked out by hand, kept beside a rulebook in ``cases.yaml``.

``read_cases`` reads the file (docs/rulebook.md says how it is written); ``failures`` runs one case through the plan and
through the recount and says what differs from the expectation.
"""

from shuzhi.scoring.cases.model import Case, Expected
from shuzhi.scoring.cases.read import read_cases
from shuzhi.scoring.cases.run import failures

__all__ = ["Case", "Expected", "failures", "read_cases"]
