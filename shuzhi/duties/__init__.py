"""责任: what a leader took on for the year and what was personally done.

Nouns: Pledge, LeadProject, ContactPoint (1+1+1), DutyEntry (one matter, one entry), Responsibility.
"""
