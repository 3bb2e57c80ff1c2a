"""Reads drawn HTML back with the standard parser, as a browser would: which elements there are, and what text stands in them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"br", "img", "input", "meta", "link"}


@dataclass
class Element:
    """One element: its tag, attributes and the text within it."""

    tag: str
    attributes: dict[str, str]
    text: str = ""

    def __getitem__(self, name: str) -> str:
        return self.attributes[name]

    def __contains__(self, name: str) -> bool:
        return name in self.attributes


@dataclass
class Page(HTMLParser):
    """A parsed page or fragment. Raises AssertionError when its tags do not nest."""

    html: str
    elements: list[Element] = field(default_factory=list)
    inside: list[Element] = field(default_factory=list)
    text: str = ""

    def __post_init__(self) -> None:
        HTMLParser.__init__(self)
        self.feed(self.html)
        self.close()
        assert not self.inside, f"left open: {[e.tag for e in self.inside]}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in VOID:
            self.inside.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.inside, f"</{tag}> closes nothing"
        assert self.inside[-1].tag == tag, f"</{tag}> closes <{self.inside[-1].tag}>"
        self.inside.pop()

    def handle_data(self, data: str) -> None:
        self.text += data
        for element in self.inside:
            element.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data!r}")

    def all(self, tag: str) -> list[Element]:
        """Every element of this tag, in order."""
        return [e for e in self.elements if e.tag == tag]

    def one(self, tag: str, **attributes: str) -> Element:
        """The only element of this tag with these attributes (`class_` for class, `aria_x` for aria-x)."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        found = [e for e in self.all(tag) if all(e.attributes.get(n) == v for n, v in wanted.items())]
        assert len(found) == 1, f"{len(found)} of <{tag} {wanted}>"
        return found[0]
