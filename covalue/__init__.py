"""Covalue: the open system for strategic account management."""

__version__ = "0.1.0"
