"""Communities: founded in a room that is there already, met in several, joined and left by anyone from a card."""
