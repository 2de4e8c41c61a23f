"""Shuzhi 述职: the yearly accountability review of people who lead organisations.

One folder per step of the year; a step may look back, never forward (docs/map.md).
"""

__version__ = "0.1.0"
