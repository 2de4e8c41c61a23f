"""Every write of this step."""

from shuzhi.files.actions.storing import store, withdraw
from shuzhi.files.actions.sweeping import sweep

__all__ = ["store", "sweep", "withdraw"]
