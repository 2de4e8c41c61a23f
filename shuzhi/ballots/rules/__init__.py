"""Who may do what with a ballot, or why not. The box has no part in this: it knows nobody."""

from shuzhi.ballots.rules.declaring import may_bring, may_declare, refuse_same
from shuzhi.ballots.rules.keys import may_confirm, may_make_key, refuse_candidates, refuse_unready
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
    "may_account",
    "may_bring",
    "may_call_back_loss",
    "may_close",
    "may_confirm",
    "may_declare",
    "may_hand_out",
    "may_make_key",
    "may_open",
    "may_prepare",
    "may_print",
    "may_refresh",
    "may_see_count_sheet",
    "may_see_counts",
    "may_see_counts_of",
    "may_take_back",
    "may_void",
    "refuse_account",
    "refuse_candidates",
    "refuse_empty_stock",
    "refuse_same",
    "refuse_second",
    "refuse_take_back",
    "refuse_unbalanced",
    "refuse_unready",
]
