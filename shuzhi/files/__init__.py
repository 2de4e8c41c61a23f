"""Uploads: checked by content, stored once under their hash, referenced many times.

Nouns: StoredFile, Upload. Rules: what a file may be stands in `rules.py`; who may read one is decided by the step
that refers to it, so there is no page here that hands out a file by its number alone.
"""
