"""测: slips, the sealed box, opening and counting.

Nouns: BallotSession, SlipIssue (in `default`); BoxForm, Slip, SealedBallot, OpenedBallot, Receipt (in `box`).
States: prepared → open → closed → declared. Who may: "ballot.issue" prepares, prints slips and accounts for
them, "ballot.open_close" opens and closes, "ballot.declare" declares: two different people.

Secrecy, and its limits. A slip is anonymous: it is handed out like a paper ballot and nobody notes who took
which; the box keeps only a keyed hash of its code. A ballot is sealed the moment it arrives to a key whose
private half is split among three holders, two of whom open; it falls into one of as many blank rows as slips
were printed, drawn at random. The blank rows were written before, together, in the order of their random ids,
and are filled in place at equal length (on PostgreSQL every row of the form is rewritten with each commit, so
that all carry the same transaction id). So neither an id, nor the physical order, nor a transaction id says
when a ballot was cast. Closing publishes the root over what was sealed. Opening decrypts in memory, checks that
every ballot opens, is stamped for its group and is there once, splits the ballots by reporter and writes
freshly shuffled rows; receipts lie in a table of their own.

Who could do what. A database administrator alone reads no ballot and puts none in; he can see in PostgreSQL's
write-ahead log when a row was filled. With one share he can do no more. With two shares he reads whole ballots,
without names. Who changes the program on the server sees choices as they arrive: no seal in the box helps
against a forged door. docs/threat-model.md says more.

Walls: `door/` takes ballots in, knows the box alone and needs no Django; `issuing.py` writes forms and
slips into the box; `counting.py` opens and counts, and never sees who voted. `sheet.py` and `codes.py` are
what they share.
"""
