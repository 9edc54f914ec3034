"""How a card or form looks in Teams: Adaptive Cards 1.5, pure, as JSON dicts.

What people wrote stands in TextRuns, which read no Markdown, never in TextBlock or FactSet, which do; a mention, which
only a TextBlock can be, stands alone in one. Every line is a block of its own, as not every client keeps line breaks
inside one; so no element grows long. The data of buttons and forms is what hear.py reads again.
"""

import json
from collections.abc import Sequence
from typing import Any, assert_never

from handlers import language as our
from handlers.language import Button, Card, Field, Form, Part, Platform, Sheet, Span

Json = dict[str, Any]
CARD = "application/vnd.microsoft.card.adaptive"
ACTIONS = 6  # shown per set; more hide behind a menu
HEADING = 150  # the narrower platform's limit for a heading
SMALL = {"size": "small", "isSubtle": True}
STYLES = {"primary": {"style": "positive"}, "danger": {"style": "destructive"}, "plain": {}}
# A toggle's title reads Markdown whatever one does, so what would format it becomes a look-alike.
FORMATTING = str.maketrans("*_[]`", "\u2217\uff3f\uff3b\uff3d\u02cb")


def draw(sheet: Sheet, post: int | None) -> Json:
    """The content of one Adaptive Card; its buttons carry `post`."""
    match sheet:
        case Card():
            return _card(_parts(sheet.parts, post), sheet.notice, _mentions(sheet.parts))
        case Form():
            submit = _submit(sheet, post)
            act = submit | {"type": "Action.Execute", "verb": sheet.verb, "fallback": submit}
            heading = _lines([_run(sheet.title, weight="bolder", size="medium")])
            return _card([*heading, *_form(sheet, act)], sheet.title)
        case _:
            assert_never(sheet)


def message(sheet: Sheet, post: int) -> Json:
    """The activity that shows it; `summary` is the line on the lock screen."""
    notice = sheet.notice if isinstance(sheet, Card) else sheet.title
    return {"type": "message", "summary": notice, "attachments": [_attachment(draw(sheet, post))]}


def dialog(form: Form) -> Json:
    """The answer to an invoke that opens a form, or shows it again with its problems."""
    content = _card(_form(form, _submit(form, None)), form.title)
    value = {"title": form.title, "width": "medium", "height": "large", "card": _attachment(content)}
    return {"task": {"type": "continue", "value": value}}


def redrawn(sheet: Sheet, post: int | None) -> Json:
    """The answer to an invoke that replaces the pressed card, for who pressed it."""
    return {"statusCode": 200, "type": CARD, "value": draw(sheet, post)}


def told(card: Card) -> str | None:
    """The sentence this card is, or None where it is more than a plain text can carry."""
    match card.parts:
        case [our.Prose(spans)]:
            return "".join(span.name if isinstance(span, our.Mention) else span.text for span in spans)
        case [our.Heading(text) | our.Note(text)]:
            return text
        case _:
            return None


def dumps(payload: object) -> str:
    """JSON as it goes out: short, and æ as two bytes rather than six."""
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":"))


def weight(card: Card) -> int:
    """The drawn card in bytes, with a post's id of the longest kind."""
    return len(dumps(draw(card, 2**31)).encode())


def _attachment(content: Json) -> Json:
    return {"contentType": CARD, "content": content}


def _card(body: list[Json], notice: str, mentions: Sequence[Json] = ()) -> Json:
    content: Json = {"type": "AdaptiveCard", "version": "1.5", "fallbackText": notice, "body": body}
    return content | {"msteams": {"entities": list(mentions)}} if mentions else content


def _parts(parts: Sequence[Part], post: int | None) -> list[Json]:
    body: list[Json] = []
    line = False  # a divider waits to be drawn
    for part in parts:
        drawn = _part(part, post)
        if drawn and line:
            drawn[0] |= {"separator": True, "spacing": "medium"}
        line = isinstance(part, our.Divider) or (line and not drawn)
        body += drawn
    return body


def _part(part: Part, post: int | None) -> list[Json]:
    match part:
        case our.Heading():
            text = " ".join(part.text.split())
            cut = text if len(text) <= HEADING else text[: HEADING - 1].rstrip() + "…"
            return _lines([_run(cut, weight="bolder", size="medium")])
        case our.Prose():
            return _prose(part.spans)
        case our.Facts():
            return [_fact(label, value) for label, value in part.rows]
        case our.Quote():
            items = _lines([_run(part.text)]) + _lines([_run(part.by, **SMALL)])
            return [{"type": "Container", "style": "emphasis", "items": items}]
        case our.Note():
            return _lines([_run(part.text, **SMALL)])
        case our.Divider():
            return []
        case our.Buttons():
            buttons = [_button(button, post) for button in part.row]
            sets = [buttons[at : at + ACTIONS] for at in range(0, len(buttons), ACTIONS)]
            return [{"type": "ActionSet", "actions": shown} for shown in sets]
        case _:
            assert_never(part)


def _run(text: str, **look: Any) -> Json:
    return {"type": "TextRun", "text": text, **look}


def _lines(runs: Sequence[Json], spacing: str = "default") -> list[Json]:
    """The runs as one block per line; an empty line leaves a little air."""
    lines: list[list[Json]] = [[]]
    for run in runs:
        first, *rest = run["text"].replace("\r", "").split("\n")
        lines[-1].append(run | {"text": first})
        lines += [[run | {"text": line}] for line in rest]
    blocks: list[Json] = []
    for line in lines:
        shown = [run for run in line if run["text"]]
        if shown:
            blocks.append({"type": "RichTextBlock", "spacing": spacing, "inlines": shown})
        spacing = "none" if shown else "small" if blocks else spacing
    return blocks


def _prose(spans: Sequence[Span]) -> list[Json]:
    blocks, runs = list[Json](), list[Json]()
    for span in spans:
        if isinstance(span, our.Mention) and (real := _mention(span)):
            blocks += _lines(runs, "none" if blocks else "default")
            blocks.append({"type": "TextBlock", "text": real["text"], "wrap": True, "spacing": "none"})
            runs = []
        else:
            runs.append(_span(span))
    return blocks + _lines(runs, "none" if blocks else "default")


def _span(span: Span) -> Json:
    match span:
        case our.Plain():
            return _run(span.text)
        case our.Bold():
            return _run(span.text, weight="bolder")
        case our.Link():
            return _run(span.text, color="accent", selectAction={"type": "Action.OpenUrl", "url": span.url})
        case our.Mention():
            return _run(span.name, weight="bolder")
        case _:
            assert_never(span)


def _mention(span: our.Mention) -> Json | None:
    """The entity that makes it real; `text` is what stands in the card, where only tame letters are sure to match."""
    name = "".join(letter for letter in span.name if letter.isalnum() or letter in " .'’-")
    ours = [account.id for account in span.accounts if account.platform is Platform.TEAMS]
    person = {"id": ours[0], "name": span.name} if ours else None
    return {"type": "mention", "text": f"<at>{name}</at>", "mentioned": person} if person else None


def _mentions(parts: Sequence[Part]) -> list[Json]:
    spans = [span for part in parts if isinstance(part, our.Prose) for span in part.spans]
    return [real for span in spans if isinstance(span, our.Mention) and (real := _mention(span))]


def _fact(label: str, value: str) -> Json:
    runs = ((1, _run(label, isSubtle=True)), (2, _run(value)))
    columns = [{"type": "Column", "width": width, "items": _lines([run])} for width, run in runs]
    return {"type": "ColumnSet", "spacing": "small", "columns": columns}


def _button(button: Button, post: int | None) -> Json:
    act = button.act
    data = _data(act=act.kind, verb=act.verb, values=dict(act.values), post=post)
    submit = {"type": "Action.Submit", "title": button.label, "data": data} | STYLES[button.weight]
    match act:
        case our.Ask():
            return submit | {"data": {**data, "msteams": {"type": "task/fetch"}}}
        case our.Do():
            return submit | {"type": "Action.Execute", "verb": act.verb, "fallback": submit}
        case _:
            assert_never(act)


def _submit(form: Form, post: int | None) -> Json:
    kinds = {field.name: field.kind for field in form.fields}
    data = _data(act="form", verb=form.verb, values=dict(form.carried), fields=kinds, token=form.token, post=post)
    return {"type": "Action.Submit", "title": form.submit, "data": data, "style": "positive"}


def _data(**ours: Any) -> Json:
    return {"guldkorn": {name: value for name, value in ours.items() if value not in ("", None, {})}}


def _form(form: Form, submit: Json) -> list[Json]:
    """Problems stand under their fields: an input's own errorMessage is for what the client checks."""
    body, problems = _lines([_run(form.intro)]), dict(form.problems)
    for field in form.fields:
        hint = field.hint if isinstance(field, our.Toggle) else ""  # the others show it where one writes
        body += [_input(field), *_lines([_run(hint, **SMALL)], "none")]
        body += _lines([_run(problems.pop(field.name, ""), color="attention")], "small")
    astray = _lines([_run("\n".join(problems.values()), color="attention")])
    return [*body, *astray, *_lines([_run(form.note, **SMALL)]), {"type": "ActionSet", "actions": [submit]}]


def _input(field: Field) -> Json:
    match field:
        case our.Short() | our.Long():
            lines = isinstance(field, our.Long)
            return _labelled("Input.Text", field, maxLength=field.most, isMultiline=lines, value=field.value)
        case our.Choice() | our.Several():
            several = isinstance(field, our.Several)
            value = ",".join(map(_coded, field.values)) if isinstance(field, our.Several) else _coded(field.value)
            choices = [{"title": option.label, "value": _coded(option.value)} for option in field.options]
            return _labelled("Input.ChoiceSet", field, choices=choices, isMultiSelect=several, value=value)
        case our.Toggle():
            title, value = field.label.translate(FORMATTING), str(field.value).lower()
            return {"type": "Input.Toggle", "id": field.name, "title": title, "value": value, "wrap": True}
        case _:
            assert_never(field)


def _labelled(kind: str, field: our.Short | our.Long | our.Choice | our.Several, **more: Any) -> Json:
    drawn = {"type": kind, "id": field.name, "label": field.label, "placeholder": field.hint, **more}
    return {name: value for name, value in drawn.items() if value != ""}


def _coded(value: str) -> str:
    """Several chosen values come back joined by commas, so none may hold one."""
    return value.replace("%", "%25").replace(",", "%2C")
