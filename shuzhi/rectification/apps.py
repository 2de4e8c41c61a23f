from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RectificationConfig(AppConfig):
    name = "shuzhi.rectification"
    default_auto_field = "django.db.models.BigAutoField"
    audit_verbs = {
        "problem.listed": _("put on the list the problem"),
        "problem.sorted": _("said the field of the problem"),
        "problem_fields.changed": _("wrote the fields of problems"),
        "problem.assigned": _("assigned the problem"),
        "problem.due_changed": _("moved the deadline of the problem"),
        "problem.begun": _("began to work on the problem"),
        "problem.plan_changed": _("wrote cause and measure anew for the problem"),
        "problem.claimed_done": _("claimed as done the problem"),
        "problem.verified": _("verified the problem"),
        "problem.sent_back": _("sent back to work the problem"),
        "problem.closed": _("closed the problem"),
        "problem.reopened": _("reopened the problem"),
    }

    def before_closing(self, cycle: Any) -> Any:
        """Asked by the cycle before it is closed; see `cycles.rules.refuse_by_later_steps`."""
        from shuzhi.rectification.rules import refuse_closing

        return refuse_closing(cycle)
