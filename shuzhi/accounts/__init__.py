"""Sign-in, roles and scopes; default deny.

Nouns: User, Grant (a role, in a subtree of organisations, for one cycle or for all, from-until).
Who may do what: roles.py is the table; administrators ("user.manage") give and end grants.
"""
