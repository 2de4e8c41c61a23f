"""The demo year: one real district's tree, invented units, people and texts, every step by the product's own actions.

Nothing here takes a short cut: reports are handed in by their reporters, ballots are cast at the real door over HTTP,
two people declare, the committee decides. `content.yaml` holds the words, so that the demo can become another country's
by changing data alone.
"""
