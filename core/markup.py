"""Plain text out of text that may hold markup: what calendars and pasted pages carry along."""

import re
from html.parser import HTMLParser

from core.text import clean_text

_LOOKS_LIKE_MARKUP = re.compile(r"<[a-zA-Z/!?]|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]+);")
_BREAKS = {"br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "section", "article"}
_SILENT = {"script", "style", "template", "noscript", "iframe", "object", "svg"}
_MANY_FEEDS = re.compile(r"\n{3,}")
_EDGES = re.compile(r"[ \t]*\n[ \t]*")


class _Reader(HTMLParser):
    """Collects the words, a line feed where a block begins or ends."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser's own
        """A tag begins; none of its attributes is read."""
        if tag in _SILENT and not self._silent:
            self._silent = tag
        elif tag in _BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """A tag ends."""
        if tag == self._silent:
            self._silent = ""
        elif tag in _BREAKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        """Words."""
        if not self._silent:
            self.parts.append(data)


def plain_text(text: str) -> str:
    """The words of a text without its markup, cleaned; a text without markup stays as it is but for unwanted signs."""
    if _LOOKS_LIKE_MARKUP.search(text):
        reader = _Reader()
        reader.feed(text)
        reader.close()
        text = "".join(reader.parts)
    return _MANY_FEEDS.sub("\n\n", _EDGES.sub("\n", clean_text(text)))
