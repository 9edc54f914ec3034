"""Microsoft Teams: heard and spoken over botbuilder, which only edge.py and transport.py know."""
