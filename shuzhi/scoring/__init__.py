"""Scoring: rulebook to plan to settlement. Pure: no web, no database, no clock, no floats."""
