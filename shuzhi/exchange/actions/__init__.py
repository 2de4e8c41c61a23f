"""Out to the laptop, home again: each step whole or not at all."""

from shuzhi.exchange.actions.going import (
    call_back,
    hand_out,
    hand_out_again,
    load,
    pack,
    register_laptop,
    remove_laptop,
)
from shuzhi.exchange.actions.homecoming import take_home
from shuzhi.exchange.actions.merging import Conflicts, Homecoming

__all__ = [
    "Conflicts",
    "Homecoming",
    "call_back",
    "hand_out",
    "hand_out_again",
    "load",
    "pack",
    "register_laptop",
    "remove_laptop",
    "take_home",
]
