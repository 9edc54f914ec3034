"""Decides: what the bot is, in words a leader would use; no platform, no SQL, no network."""
