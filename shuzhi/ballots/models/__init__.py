"""The tables, apart by wall: `session` in the default database, `box` in its own. No name is re-exported."""

from shuzhi.ballots.models import box, session  # noqa: F401 - Django finds the tables through this module
