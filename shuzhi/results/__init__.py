"""考: evidence and ballots are settled, the committee decides, the reporter gets feedback.

Nouns: Settlement, Decision, Feedback, evidence rows. A settlement is never changed, only followed by another.
The number proposes; the committee ("result.decide") fixes the grade, and says why where it differs.
"""
