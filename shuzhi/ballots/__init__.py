"""测: slips, the sealed box, opening and counting.

Nouns: BallotSession, SlipIssue, Slip, SealedBallot, OpenedBallot. States: prepared, open, closed, declared.
Two databases: what names anything lives in `default`; slips and ballots live in `box` and name nobody.
"""
