"""Command words, Danish and English: whole messages that mean a verb, wherever they are written to the bot."""

from dataclasses import replace

from handlers.codes import CODE
from handlers.language import Inbound

WORDS = {
    "menu.show": "menu hej hi hello hjælp hjaelp help guldkorn ?",
    "story.tell": "fortæl fortael historie tell story",
    "story.mine": "historier stories",
    "checkin.mine": "tjek-in tjekin checkin check-in",
    "checkin.pause": "pause",
    "checkin.resume": "fortsæt fortsaet continue resume",
    "checkin.stop": "stop",
    "community.found": "fællesskab faellesskab community begynd found",
    "community.join": "deltag join",
    "community.leave": "forlad leave",
    "community.show": "om about",
    "community.code": "kode code",
    "community.rhythm": "rytme rhythm",
    "person.unit": "sted place",
    "person.kept": "privatliv privacy",
}
SENTENCES = {
    "jeg er med": "community.join",
    "i am in": "community.join",
    "gå ud": "community.leave",
    "mine historier": "story.mine",
    "my stories": "story.mine",
    "fortæl en historie": "story.tell",
    "tell a story": "story.tell",
    "mit tjek-in": "checkin.mine",
    "mine tjek-in": "checkin.mine",
    "my check-ins": "checkin.mine",
    "spørg mig nu": "checkin.now",
    "spoerg mig nu": "checkin.now",
    "ask me now": "checkin.now",
    "hold pause": "checkin.pause",
    "take a pause": "checkin.pause",
    "start et fællesskab": "community.found",
    "start a community": "community.found",
    "mit næste skridt": "checkin.start",
    "næste skridt": "checkin.start",
    "my next step": "checkin.start",
    "next step": "checkin.start",
}
LANGUAGE = {"dansk": "da", "danish": "da", "english": "en", "engelsk": "en"}
MEANING = {word: verb for verb, words in WORDS.items() for word in words.split()} | SENTENCES


def understood(inbound: Inbound) -> Inbound:
    """What was written, as the verb it means; free text in private stays `talk`, all else opens the menu."""
    if inbound.verb not in {"talk", "command"}:
        return inbound
    said = " ".join(inbound.text.casefold().split()).rstrip(".!")
    if said in MEANING:
        return replace(inbound, verb=MEANING[said])
    if said in LANGUAGE:
        return replace(inbound, verb="person.language", values={"language": LANGUAGE[said]})
    code = CODE.fullmatch(said)
    if code is not None:
        return replace(inbound, verb="code.use", values={"code": code[1]})
    if inbound.verb == "talk" and said:
        return inbound
    return replace(inbound, verb="menu.show")
