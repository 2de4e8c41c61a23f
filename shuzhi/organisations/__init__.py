"""The trees of organisations, the people in them and who holds which post when.

Nouns: Organisation (territorial or vertical tree), Person, Tenure.
Who may do what: "organisation.manage" edits and imports; "organisation.view" reads, within the scope.
"""
