"""Who may do what with a ballot, or why not. The box has no part in this: it knows nobody."""

from shuzhi.ballots.rules.declaring import may_bring, may_declare, refuse_same
from shuzhi.ballots.rules.keys import may_confirm, may_make_key, refuse_candidates, refuse_unready
from shuzhi.ballots.rules.roll import (
    RollRow,
    faults_of,
    may_drop,
    may_hand_out_to,
    may_keep_roll,
    may_see_roll,
    may_take,
    refuse_list,
    refuse_taken,
)
from shuzhi.ballots.rules.proving import may_export_all, refuse_not_closed, refuse_not_declared
from shuzhi.ballots.rules.sessions import (
    HANDLERS,
    may_close,
    may_open,
    may_prepare,
    may_refresh,
    may_see_count_sheet,
    may_see_counts,
    may_see_counts_of,
)
from shuzhi.ballots.rules.slips import (
    MOST_SLIPS_AT_ONCE,
    may_account,
    may_print,
    refuse_account,
    refuse_unbalanced,
)
from shuzhi.ballots.rules.voiding import (
    may_call_back_loss,
    may_hand_out,
    may_take_back,
    may_void,
    refuse_empty_stock,
    refuse_second,
    refuse_take_back,
)

__all__ = [
    "HANDLERS",
    "MOST_SLIPS_AT_ONCE",
    "RollRow",
    "faults_of",
    "may_account",
    "may_bring",
    "may_call_back_loss",
    "may_close",
    "may_confirm",
    "may_declare",
    "may_drop",
    "may_hand_out",
    "may_hand_out_to",
    "may_keep_roll",
    "may_export_all",
    "may_make_key",
    "may_open",
    "may_prepare",
    "may_print",
    "may_refresh",
    "may_see_count_sheet",
    "may_see_counts",
    "may_see_counts_of",
    "may_see_roll",
    "may_take",
    "may_take_back",
    "may_void",
    "refuse_account",
    "refuse_candidates",
    "refuse_empty_stock",
    "refuse_list",
    "refuse_not_closed",
    "refuse_not_declared",
    "refuse_same",
    "refuse_second",
    "refuse_take_back",
    "refuse_taken",
    "refuse_unbalanced",
    "refuse_unready",
]
