"""Measurements as ratios in one run: see docs/benchmarks.md."""
