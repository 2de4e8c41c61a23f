"""An open cycle with a visit of today, on top of the people every journey has."""

import json
import sys
from pathlib import Path

import django


def main(target: Path) -> None:
    """Prepares the cycle as the demo does and sends the researcher to the first street."""
    django.setup()
    from django.utils import timezone

    from shuzhi.accounts.models import User
    from shuzhi.cycles.models import Reporter
    from shuzhi.fieldwork.actions import plan_visit
    from shuzhi.organisations.models import Organisation, Tenure
    from shuzhi.project.demo import people, year
    from shuzhi.project.demo.content import content
    from shuzhi.project.demo.steps import Steps

    desks = {name: User.objects.get(username=name) for name, _role, _local in people.DESKS}
    cast = people.Cast(Organisation.objects.get(code=content()["district"]), "", desks)
    cast.tenures = list(Tenure.objects.order_by("pk"))
    cycle = year.prepare_cycle(cast, timezone.localdate(), Steps(1))
    first = Reporter.objects.filter(cycle=cycle).order_by("order").first()
    assert first is not None
    visits = [
        plan_visit(
            cycle,
            first.tenure.organisation,
            timezone.localdate(),
            actor=desks["office"],
            method=method,
            team=[desks["researcher"]],
            place=place,
        )
        for method, place in (("site", "便民大厅"), ("reception", "接访点"))
    ]
    target.write_text(json.dumps([visit.pk for visit in visits]), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
