"""What is published of a ballot so that others can check it: the export, the count sheet, the closing. Reads only."""

from shuzhi.ballots.proving.counted import (
    Account,
    CountSheet,
    GroupLine,
    account_of,
    count_rows,
    count_sheet_of,
)
from shuzhi.ballots.proving.exporting import export_of
from shuzhi.ballots.proving.papers import closing_paper, count_paper

__all__ = [
    "Account",
    "CountSheet",
    "GroupLine",
    "account_of",
    "closing_paper",
    "count_paper",
    "count_rows",
    "count_sheet_of",
    "export_of",
]
