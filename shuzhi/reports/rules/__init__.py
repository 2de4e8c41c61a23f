"""What a person may do with a report, and why not."""

from shuzhi.reports.rules.checklist import Item, checklist_of, plan_defaults, plan_of, unanswered
from shuzhi.reports.rules.evidence import (
    may_add_evidence,
    may_read_evidence,
    may_refer_to,
    may_remove_evidence,
)
from shuzhi.reports.rules.likeness import (
    may_add_source,
    may_keep_sources,
    may_see_likeness,
    may_see_own_likeness,
    may_withdraw_source,
)
from shuzhi.reports.rules.publishing import (
    is_member,
    may_change_withheld,
    may_plan_publishing,
    may_publish,
    may_read_published,
    may_withdraw,
    may_withhold,
)
from shuzhi.reports.rules.reading import may_read
from shuzhi.reports.rules.times import refuse_unless_open
from shuzhi.reports.rules.vetting import (
    may_accept,
    may_note,
    may_plan_vetting,
    may_remind,
    may_reopen,
    may_reply,
    may_return,
    may_see_vetting,
    may_settle,
    may_take_back,
    may_vet,
)
from shuzhi.reports.rules.writing import (
    is_own,
    may_begin,
    may_hand_in,
    may_quote,
    may_write,
    missing_parts,
    refuse_unless_author,
)

__all__ = [
    "Item",
    "checklist_of",
    "is_member",
    "is_own",
    "may_accept",
    "may_add_evidence",
    "may_add_source",
    "may_begin",
    "may_change_withheld",
    "may_hand_in",
    "may_keep_sources",
    "may_note",
    "may_plan_publishing",
    "may_plan_vetting",
    "may_publish",
    "may_quote",
    "may_read",
    "may_read_evidence",
    "may_read_published",
    "may_refer_to",
    "may_remind",
    "may_remove_evidence",
    "may_reopen",
    "may_reply",
    "may_return",
    "may_see_likeness",
    "may_see_own_likeness",
    "may_see_vetting",
    "may_settle",
    "may_take_back",
    "may_vet",
    "may_withdraw",
    "may_withdraw_source",
    "may_withhold",
    "may_write",
    "missing_parts",
    "plan_defaults",
    "plan_of",
    "refuse_unless_author",
    "refuse_unless_open",
    "unanswered",
]
