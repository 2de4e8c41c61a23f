"""Reads a workbook, or a folder of CSV or Parquet, into the canonical inputs, or says all that is wrong.

A *grid* is a sheet as it lies in the file; a *table* is a grid whose heading row has been found; the *desk*
collects faults and what was understood. Nothing is guessed: what is unambiguous is accepted and reported, the
rest is a fault.
"""

from shuzhi.scoring.tables.faults import InputFault, InputFaults
from shuzhi.scoring.tables.read import read_inputs

__all__ = ["InputFault", "InputFaults", "read_inputs"]
