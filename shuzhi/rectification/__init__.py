"""改: problems become tasks that are done, verified by someone else, and closed.

Nouns: Problem, and the rectification list (F18): a reporter's problems with cause, measure and promised day.
States: listed, assigned, in progress, claimed done, verified, closed, reopened.
Who may do what: the organiser's office ("problem.verify") lists, assigns, verifies and closes; the reporter
and the staff of the unit ("problem.work") file the list and claim as done. Nobody verifies the own work.
"""
