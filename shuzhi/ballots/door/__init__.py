"""The door: takes ballots in, in a process of its own, and knows the box alone.

Bare ASGI, no Django, no cookies, no session, no log of who asked for what. One writer thread commits what
waits in groups; "accepted" is said only after the commit stands on the disk.
"""
