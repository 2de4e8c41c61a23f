from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResultsConfig(AppConfig):
    name = "shuzhi.results"
    default_auto_field = "django.db.models.BigAutoField"
    audit_verbs = {
        "evidence.entered": _("entered evidence for"),
        "cycle.settled": _("settled the scores of"),
        "grade.decided": _("fixed the grade of"),
        "feedback.handed_over": _("handed feedback to"),
        "result.published": _("published the result of"),
        "feedback.read": _("took note of the feedback"),
    }

    def before_closing(self, cycle: Any) -> Any:
        """Asked by the cycle before it is closed; see `cycles.rules.refuse_by_later_steps`."""
        from shuzhi.results.rules import refuse_closing

        return refuse_closing(cycle)

    def hall_facts(self, meeting: int) -> list[object]:
        """What the pages of the day watch; see `meetings.queries.live.ballot_version`."""
        from shuzhi.results.queries.wall import wall_facts

        return wall_facts(meeting)
