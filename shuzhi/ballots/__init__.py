"""测: slips, the sealed box, opening and counting.

Nouns: BallotSession, SlipIssue (in `default`); BoxForm, Slip, SealedBallot, OpenedBallot (in `box`).
States: prepared → open → closed → declared. Who may: "ballot.issue" prepares, prints slips and accounts for
them, "ballot.open_close" opens and closes, "ballot.declare" declares: two different people.

Secrecy, and its limits. A slip is anonymous: it is handed out like a paper ballot and nobody notes who took
which; the box keeps only a keyed hash of its code. A ballot falls into one of as many blank rows as slips
were printed, drawn at random. The blank rows were written before, together, in the order of their random
ids, and are filled in place (on PostgreSQL every row of the form is rewritten with each commit, so that all
carry the same transaction id). So neither an id, nor the physical order, nor a transaction id says when a
ballot was cast. Opening splits the ballots by reporter, writes freshly shuffled rows and deletes the sealed
ones.

What a database administrator could still do, alone: the ballots are not encrypted yet (sealing to a key of
two holders comes later), so he can read them before they are declared; and whoever watches the running
database, or its write-ahead log, while he watches the hall can see which row was filled when. The log of
SQLite is emptied at every pause and at closing; PostgreSQL's log and dead rows are the administrator's.
With the slip key as well he could find out whether a slip whose code he had noted was used, never how.
docs/threat-model.md says more.

Walls: `door/` takes ballots in, knows the box alone and needs no Django; `issuing.py` writes forms and
slips into the box; `counting.py` opens and counts, and never sees who voted. `sheet.py` and `codes.py` are
what they share.
"""
