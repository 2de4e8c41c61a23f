"""Every write of a ballot.

The order of the two databases is chosen so that a crash between them is safe: the box opens after the session and
closes before it, and pressing again finishes what was begun.
"""

from shuzhi.ballots.actions.declaring import declare
from shuzhi.ballots.actions.sessions import close_session, open_session, prepare_session, refresh_session
from shuzhi.ballots.actions.slips import SlipAccount, account_slips, print_slips

__all__ = [
    "SlipAccount",
    "account_slips",
    "close_session",
    "declare",
    "open_session",
    "prepare_session",
    "print_slips",
    "refresh_session",
]
