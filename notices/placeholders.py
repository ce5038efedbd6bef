"""What stands in braces in a notice: an allow-list, and one plain replacement. Nothing is ever evaluated. Pure."""

import re
from collections.abc import Mapping

from core.text import clean_line

NAME = "name"
# What only a date, or an event, can say.
OF_EVENTS = ("event", "date", "place", "link")
KNOWN = (*OF_EVENTS, "organiser", NAME)
# A Chinese keyboard writes the wide ones.
_BRACES = re.compile(r"[{｛]([^{}｛｝\n]{0,60})[}｝]")
_DOUBLED = re.compile(r"[{｛]\s*[{｛]|[}｝]\s*[}｝]")


def used(text: str) -> set[str]:
    """What stands in braces in a text, known or not."""
    return {match[1].strip() for match in _BRACES.finditer(text)}


def unknown(text: str) -> list[str]:
    """What stands in braces and is no placeholder."""
    return sorted(used(text) - set(KNOWN))


def is_doubled(text: str) -> bool:
    """Whether braces stand around braces, as other programs want them: the outer ones would reach the readers."""
    return _DOUBLED.search(text) is not None


def pieces(text: str, values: Mapping[str, str]) -> list[str]:
    """The text with its placeholders replaced once, in the pieces between which the reader's name stands.

    A value is a line of plain words: braces within it stay as they are.
    """
    found, at = [""], 0
    for match in _BRACES.finditer(text):
        found[-1] += text[at : match.start()]
        name, at = match[1].strip(), match.end()
        if name == NAME:
            found.append("")
        else:
            found[-1] += clean_line(values[name]) if name in values else match.group()
    found[-1] += text[at:]
    return found


def filled(text: str, values: Mapping[str, str], name: str) -> str:
    """The whole text for a reader who is called so."""
    return clean_line(name).join(pieces(text, values))
