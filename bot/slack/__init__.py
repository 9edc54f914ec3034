"""Slack: events, commands, buttons and modals heard over slack-bolt, messages made over slack_sdk."""
