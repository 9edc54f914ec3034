"""Check-ins: a private, one-minute question between workshops that begins with the member's own next step."""
