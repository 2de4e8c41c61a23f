"""述: the reporter writes and hands in; the office returns or accepts.

Nouns: Report, TopicAnswer, ReturnNote. States: draft, handed in, returned, accepted.
Who may do what: the reporter writes and hands in; the office ("report.vet") returns with a reason or accepts.
"""
