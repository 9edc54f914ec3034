"""How the tables came to be, one revision after the other.

The next one is written by `.venv/bin/python -m storage.migrations "what changes" && .venv/bin/ruff format storage`,
from what differs between the tables in the code and those the revisions so far make. Read it before it is committed.
"""
