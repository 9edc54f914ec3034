"""A browser chat of our own: the sandbox, where anyone can try what colleagues meet on Slack and on Teams."""
