"""What a phone takes along into a valley without a network, and nothing more."""

from typing import Any

from shuzhi.accounts.models import User
from shuzhi.fieldwork.models import Visit
from shuzhi.fieldwork.queries.visits import visits_of_today
from shuzhi.fieldwork.queries.words import counting_methods, method_names, tag_names
from shuzhi.fieldwork.rules import FIELDS, sentences
from shuzhi.fieldwork.states import Kind


def luggage(user: User) -> dict[str, Any]:
    """The visits a person is sent on and that have begun, with all the choices of their forms."""
    return {
        "user": user.pk,
        "fields": FIELDS,
        "sentences": sentences(),
        "kinds": dict(Kind.choices),
        "visits": [_visit(visit) for visit in visits_of_today(user)],
    }


def _visit(visit: Visit) -> dict[str, Any]:
    cycle = visit.cycle
    return {
        "id": visit.pk,
        "place": f"{visit.organisation.name} {visit.place}".strip(),
        "path": visit.place_path,
        "day": visit.day.isoformat(),
        "method": method_names(cycle).get(visit.method, visit.method),
        "counts": visit.method in counting_methods(cycle),
        "announced": visit.announced,
        "tags": tag_names(cycle),
        "topics": {topic.pk: str(topic) for topic in cycle.topics.all()},
        "reporters": [
            {"id": row.pk, "name": str(row), "path": row.tenure.organisation.path}
            for row in cycle.reporters.select_related("tenure__organisation")
        ],
    }
