"""筹备: one year's review run by one organiser for its reporters.

Nouns: Cycle, Topic, Reporter, VoterGroupCount. States: preparing, open, closed.
Opening pins rulebook, topics, reporters and a frozen copy of the tree by hash; only the office ("cycle.run")
may do it, and nobody can undo it.
"""
