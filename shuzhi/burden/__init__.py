"""减负: every form, field, upload and report that a cycle asks of a unit, in one register with its cost.

Nouns: Request, Waiver. Caps are data of the rulebook; a request above a cap needs a written waiver.
"""
