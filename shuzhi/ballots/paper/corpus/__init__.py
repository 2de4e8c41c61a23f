"""Worn sheets whose truth is known: the proof that nothing is misread without a word. No part of a running site."""

from shuzhi.ballots.paper.corpus.forms import layouts
from shuzhi.ballots.paper.corpus.scoring import Tally
from shuzhi.ballots.paper.corpus.sheets import FORM, KEY, Kind, Meant, Truth, WornSheet, worn_sheets

__all__ = ["FORM", "KEY", "Kind", "Meant", "Tally", "Truth", "WornSheet", "layouts", "worn_sheets"]
