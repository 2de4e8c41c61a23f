"""What may be done to lists, logs and responsibilities, and why not."""

from shuzhi.duties.rules.responsibilities import may_add_responsibility, may_end_responsibility, may_set_quota
from shuzhi.duties.rules.years import (
    SHORTEST,
    fits_quota,
    may_begin,
    may_conclude,
    may_fix,
    may_read,
    may_report,
    may_show,
    may_withdraw_entry,
    may_write_item,
    may_write_log,
    refuse_unless_author,
)

__all__ = [
    "SHORTEST",
    "fits_quota",
    "may_add_responsibility",
    "may_begin",
    "may_conclude",
    "may_end_responsibility",
    "may_fix",
    "may_read",
    "may_report",
    "may_set_quota",
    "may_show",
    "may_withdraw_entry",
    "may_write_item",
    "may_write_log",
    "refuse_unless_author",
]
