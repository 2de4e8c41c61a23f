"""调研: visits before and after the meeting, sealed draws, findings.

Nouns: Visit, Finding, Draw. A visit is planned, done or cancelled; a draw is a draft, sealed, opened or void.
The office ("visit.plan") plans visits and draws, the researchers of a visit ("finding.write") write findings,
and nobody reads a finding about oneself. What a sealed draw will give is known to nobody before its day, and
until its last day to its team alone; afterwards anyone can work it out again (docs/draws.md).
"""
