"""Every write of a ballot.

The order of the two databases is chosen so that a crash between them is safe: the box opens after the session and
closes before it, and pressing again finishes what was begun.
"""

from shuzhi.ballots.actions.declaring import Brought, declare, declare_together
from shuzhi.ballots.actions.keys import Candidate, Share, confirm_share, make_key
from shuzhi.ballots.actions.rehearsal import discard_rehearsal
from shuzhi.ballots.actions.roll import add_to_roll, drop_from_roll, hand_out_by_roll, take_entitlement
from shuzhi.ballots.actions.sessions import close_session, open_session, prepare_session, refresh_session
from shuzhi.ballots.actions.slips import (
    SlipAccount,
    account_slips,
    hand_out_slips,
    print_slips,
    take_slips_back,
)
from shuzhi.ballots.actions.voiding import call_back_loss, exchange_slip, record_lost_slip, void_slip

__all__ = [
    "Brought",
    "Candidate",
    "Share",
    "SlipAccount",
    "account_slips",
    "add_to_roll",
    "call_back_loss",
    "close_session",
    "confirm_share",
    "declare",
    "declare_together",
    "discard_rehearsal",
    "drop_from_roll",
    "exchange_slip",
    "hand_out_by_roll",
    "hand_out_slips",
    "make_key",
    "open_session",
    "prepare_session",
    "print_slips",
    "record_lost_slip",
    "refresh_session",
    "take_entitlement",
    "take_slips_back",
    "void_slip",
]
