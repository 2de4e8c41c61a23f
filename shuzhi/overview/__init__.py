"""综述: the work list and the organiser's year on one page.

Reads only. Every figure is a link to exactly the records it counts.
"""
