"""考: scores and proposed grades from the one function, grades by decision, feedback to the person.

Nouns: Evidence (checklists, outcomes, adjustments, vetoes of a cycle, one numbered edition after the other),
Settlement (a stored result with the digests of what went in), Proposal (what it says of one reporter), Decision (the
committee's grade; a difference from the proposal has a reason), Feedback (opinion, grade, problems for the person).
A settlement, a decision and a feedback are written once. The office settles ("result.settle"), the secretary and the
committee decide ("result.decide"), the office hands over ("feedback.send"); the person alone reads the own feedback.
Nobody touches the own file.
"""
