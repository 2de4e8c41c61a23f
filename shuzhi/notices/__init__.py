"""Messages to people inside the product: what waits for them and where.

Nouns: Notice. A notice says what to do and leads there; it never carries a grade, a rating or a text of a report.
"""
