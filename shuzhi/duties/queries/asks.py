from shuzhi.burden.rules import costs
from shuzhi.burden.states import Ask
from shuzhi.burden.states import Kind as Asked
from shuzhi.cycles.models import Cycle
from shuzhi.duties.models import DutyList
from shuzhi.organisations.states import Kind as Level


def asks_of_units(cycle: Cycle) -> list[Ask]:
    """The duty list, where a level keeps one this year, and the duty log, which nobody has to keep."""
    lists = DutyList.objects.filter(year=cycle.year, tenure__reviews__cycle=cycle)
    levels = set(lists.values_list("tenure__organisation__kind", flat=True))
    data = costs()
    found = []
    for level in (level for level in Level.values if level in levels):
        found += [
            Ask(
                "duties.list",
                level,
                Asked.FORM,
                data["names"]["duty_list"],
                minutes=data["duty_list_minutes"],
            ),
            Ask(
                "duties.log",
                level,
                Asked.FORM,
                data["names"]["duty_log"],
                minutes=data["duty_entry_minutes"],
                optional=True,
            ),
        ]
    return found
