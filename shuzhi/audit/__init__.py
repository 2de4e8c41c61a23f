"""The append-only log: who did what to which record, and when.

Nouns: Entry. States: none; an entry is written once and chained by SHA-256 to the one before it.
Who may do what: every action writes through `audit.actions.record`; holders of "audit.read" read.
"""
