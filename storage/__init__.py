"""Remembers: the only SQL."""
