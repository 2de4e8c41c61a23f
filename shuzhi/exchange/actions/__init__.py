"""Out to the laptop, home again: each step whole or not at all."""

from shuzhi.exchange.actions.going import hand_out, load, pack, register_laptop
from shuzhi.exchange.actions.homecoming import take_home
from shuzhi.exchange.actions.merging import Conflicts, Homecoming

__all__ = ["Conflicts", "Homecoming", "hand_out", "load", "pack", "register_laptop", "take_home"]
