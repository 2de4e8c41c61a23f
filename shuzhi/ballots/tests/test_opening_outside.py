"""Opening as a server does it, with no transaction around: only then can the log of the box be emptied."""

import pytest
from django.conf import settings

from shuzhi.ballots.models.box import OpenedBallot
from shuzhi.ballots.tests import factories
from shuzhi.cycles.tests import factories as cycles

GOOD, FAIR = 0, 1


@pytest.mark.django_db(databases=["default", "box"], transaction=True)
def test_opening_outside_a_transaction_empties_the_log_of_the_box():
    hall = factories.hall_of(cycles.district())
    session = factories.declared(hall, [[GOOD], [FAIR]], settings.SLIP_KEY)

    assert session.is_declared
    assert OpenedBallot.objects.count() == 24
