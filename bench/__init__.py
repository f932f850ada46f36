"""Benchmarks: ratios inside one run are the facts, absolute figures are context."""
