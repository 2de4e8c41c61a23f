"""Every write of a ballot.

The order of the two databases is chosen so that a crash between them is safe: the box opens after the session and
closes before it, and pressing again finishes what was begun.
"""

from shuzhi.ballots.actions.declaring import Brought, declare, declare_together
from shuzhi.ballots.actions.doubts import answer_doubt, enter_by_hand, settle_doubt
from shuzhi.ballots.actions.keys import Share, confirm_share, make_key
from shuzhi.ballots.actions.paper import (
    Handed,
    cancel_batch,
    forget_scans,
    print_paper,
    set_aside,
    upload_scans,
)
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
from shuzhi.ballots.actions.voiding import (
    call_back_loss,
    exchange_slip,
    record_lost_slip,
    void_print,
    void_slip,
)
from shuzhi.ballots.rules.keys import Candidate

__all__ = [
    "Brought",
    "Candidate",
    "Handed",
    "Share",
    "SlipAccount",
    "account_slips",
    "add_to_roll",
    "answer_doubt",
    "call_back_loss",
    "cancel_batch",
    "close_session",
    "confirm_share",
    "declare",
    "declare_together",
    "discard_rehearsal",
    "drop_from_roll",
    "enter_by_hand",
    "exchange_slip",
    "forget_scans",
    "hand_out_by_roll",
    "hand_out_slips",
    "make_key",
    "open_session",
    "prepare_session",
    "print_paper",
    "print_slips",
    "record_lost_slip",
    "refresh_session",
    "set_aside",
    "settle_doubt",
    "take_entitlement",
    "take_slips_back",
    "upload_scans",
    "void_print",
    "void_slip",
]
