"""评: one report, one comment; the ballot may open only when both stand.

Nouns: Meeting, AgendaItem, Question, Comment, ProblemNote. States: planned, running, ended; an item walks
waiting, reporting, questions, comment, done. The office runs the meeting, the secretary comments.
"""
