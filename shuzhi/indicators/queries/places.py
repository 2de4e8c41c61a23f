"""Where a person enters figures, looks at them and defines indicators."""

from shuzhi.accounts.models import User
from shuzhi.accounts.queries import scope_paths
from shuzhi.indicators.queries.definitions import SEE
from shuzhi.organisations.models import Organisation
from shuzhi.organisations.queries import search, tops, within

MOST = 60


def owners_for(user: User) -> dict[str, Organisation | None]:
    """Who may own a definition of this user's: the highest places where the user may define, by key."""
    owners: dict[str, Organisation | None] = {
        str(one.pk): one for one in tops(user, "indicator.manage").order_by("path")[:MOST]
    }
    if scope_paths(user, "indicator.manage").filter(cycle_id=None, organisation_path="").exists():
        return {"": None, **owners}
    return owners


def places_to_enter(user: User) -> list[Organisation]:
    """The highest organisations of the scope, where figures are entered or looked at."""
    return list(tops(user, SEE).filter(hidden=False).order_by("path")[:MOST])


def places_matching(user: User, text: str) -> list[Organisation]:
    """Organisations of the scope by name or code."""
    return search(text, among=within(user, SEE))
