"""The plan run over one block: no clock, no chance, no float, nothing remembered.

``frame`` what has been computed so far, ``ballots`` and ``leaves`` the sources, ``parts`` formulas and composite,
``checks`` conditions, and ``run`` the order of it all. Grades, quotas and ranks stand in ``shuzhi.scoring.grades``.
"""

from shuzhi.scoring.settle.run import settle

__all__ = ["settle"]
