"""Dates as the office writes them, in both languages."""
