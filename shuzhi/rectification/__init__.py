"""改: problems become tasks that are done, verified by someone else, and closed.

Nouns: Problem, ProblemStep. States: listed, assigned, in progress, claimed done, verified, closed, reopened.
Who may do what: the owner works ("problem.work"), another person verifies ("problem.verify").
"""
