"""Tollbook: one row per claim about how many people were killed, and an analysis that anybody can re-run."""

__version__ = "0.1.0"
