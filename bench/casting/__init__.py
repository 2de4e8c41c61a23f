"""Phones against the ballot door, and against a plain Django view; see `python -m bench.casting --help`."""
