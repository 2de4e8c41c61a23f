"""What the browser sends, as clean values; nothing here writes."""

from shuzhi.ballots.forms.keys import (
    ConfirmShareForm,
    HolderForm,
    RepeatForm,
    SecondShareForm,
    ShareForm,
)
from shuzhi.ballots.forms.sessions import ConfirmForm
from shuzhi.ballots.forms.slips import AccountForm, PrintForm

__all__ = [
    "AccountForm",
    "ConfirmForm",
    "ConfirmShareForm",
    "HolderForm",
    "PrintForm",
    "RepeatForm",
    "SecondShareForm",
    "ShareForm",
]
