"""How heavy a card is at most, over every platform, so that what is accepted can be shown everywhere."""

from bot.slack.speak import weight as on_slack
from bot.teams.speak import weight as on_teams
from handlers.language import Card


def heaviest(card: Card) -> int:
    """The heaviest drawing of the card, in bytes."""
    return max(on_slack(card), on_teams(card))
