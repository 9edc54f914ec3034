"""Hears and speaks: the only code that knows a platform, a socket or a timer."""
