"""Near-duplicate passages in reports: signatures, look-up, exact check. Pure: no Django, no database."""
