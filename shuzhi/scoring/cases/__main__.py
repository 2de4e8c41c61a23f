"""``python -m shuzhi.scoring.cases FILE…``: the same as ``shuzhi rulebook test FILE…``."""

from __future__ import annotations

import sys

from shuzhi.scoring.cases.report import report

code, text = report(sys.argv[1:])
sys.stdout.write(text + "\n")
sys.exit(code)
