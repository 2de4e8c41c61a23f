"""调研: visits before and after the meeting, sealed draws, findings.

Nouns: Draw, Visit, Finding. A draw is committed before, opened on the day, reproducible by anyone afterwards.
"""
