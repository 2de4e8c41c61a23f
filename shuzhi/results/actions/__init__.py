"""Every write of this step, by noun."""

from shuzhi.results.actions.deciding import accept_proposals, decide
from shuzhi.results.actions.evidence import enter_evidence
from shuzhi.results.actions.feedback import acknowledge, hand_over, hand_over_all
from shuzhi.results.actions.publishing import publish_results
from shuzhi.results.actions.settling import settle_cycle

__all__ = [
    "accept_proposals",
    "acknowledge",
    "decide",
    "enter_evidence",
    "hand_over",
    "hand_over_all",
    "publish_results",
    "settle_cycle",
]
