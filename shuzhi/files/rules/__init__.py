"""What a file may be. Everything is judged by its bytes; the name it came with decides nothing."""

from shuzhi.files.rules.content import clean_name, examine
from shuzhi.files.rules.keeping import may_store, may_withdraw
from shuzhi.files.rules.limits import LIMITS, accepted_endings, limits_text, read_limits

__all__ = [
    "LIMITS",
    "accepted_endings",
    "clean_name",
    "examine",
    "limits_text",
    "may_store",
    "may_withdraw",
    "read_limits",
]
