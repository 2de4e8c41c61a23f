from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.accounts.rules import refuse_unless
from shuzhi.cycles.models import Cycle
from shuzhi.web.refusal import Refusal


def may_know_exclusions(user: User | None, cycle: Cycle) -> Refusal | None:
    """Why somebody is not assessed may be a personnel matter: colleagues see that it is so, not why."""
    if refuse_unless(user, "overview.view", cycle.scope_path, cycle.pk):
        return Refusal(
            _("Why somebody is not assessed is shown to the person and to those who run the review.")
        )
    return None
