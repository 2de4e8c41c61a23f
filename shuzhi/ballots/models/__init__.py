"""The tables, apart by wall: `session`, `roll`, `keys` and `paper` in the default database, `box` in its own.

No name is re-exported.
"""

from shuzhi.ballots.models import box, keys, paper, roll, session  # noqa: F401 - Django finds the tables through this module
