"""Reads the HTML the sandbox draws, the way a person does: what is visible, which buttons, which form."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"br", "hr", "input", "img", "link", "meta", "use", "path", "circle"}
BLOCKS = {"p", "div", "h2", "h3", "li", "dl", "dt", "dd", "blockquote", "figcaption", "button", "label", "legend", "hr"}


@dataclass
class Element:
    """One element; `inside` holds texts and elements in order."""

    tag: str
    given: dict[str, str] = field(default_factory=dict)
    inside: "list[Element | str]" = field(default_factory=list)

    def all(self, tag: str = "", **given: str) -> "list[Element]":
        """Every element below with this tag and these attributes ("class" as cls, a dash as _)."""
        wanted = {("class" if name == "cls" else name.replace("_", "-")): value for name, value in given.items()}
        found: list[Element] = []
        for child in self.inside:
            if isinstance(child, Element):
                if (not tag or child.tag == tag) and all(_has(child, *one) for one in wanted.items()):
                    found.append(child)
                found += child.all(tag, **given)
        return found

    def text(self) -> str:
        """What is read, a line per block."""
        lines = "".join(self._said()).splitlines()
        return "\n".join(line.strip() for line in lines if line.strip())

    def raw(self) -> str:
        """What stands inside, to the letter."""
        return "".join(child if isinstance(child, str) else child.raw() for child in self.inside)

    def _said(self) -> list[str]:
        said = [piece for child in self.inside for piece in ([child] if isinstance(child, str) else child._said())]
        return ["\n", *said, "\n"] if self.tag in BLOCKS else said


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(made)
        if tag not in VOID:
            self.open.append(made)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
            self.open.pop()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].inside.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


def read(html: str) -> Element:
    """The tree of a piece of HTML; an element left open or closed twice is an AssertionError."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == [reader.root], f"<{reader.open[-1].tag}> is left open"
    return reader.root


def _has(element: Element, name: str, value: str) -> bool:
    given = element.given.get(name)
    return given is not None and (value in given.split() if name == "class" else value in {given, "*"})
