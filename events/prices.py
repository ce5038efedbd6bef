"""Prices as organisers write them, one a line: 普通票 180, VIP 680 × 120 (seats). Pure; money in fen."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from events.naming import has_han

MOST_TIERS = 20
HIGHEST_FEN = 100_000_00
_DIGITS = frozenset("0123456789０１２３４５６７８９")
_LINE = re.compile(
    r"(?P<name>.*?)[\s:：¥]*(?P<yuan>\d{1,6})(?:\.(?P<fen>\d{1,2}))?\s*(?:元|yuan|rmb|cny)?"
    r"(?:\s*[×x*]\s*(?P<seats>\d{1,5})\s*(?:座|张|个|seats?)?)?\s*",
    re.IGNORECASE,
)
# What stands before the number and makes it another one: 180.999, 1e5, -5, 180-380. A dash between blanks parts a name.
_MISREAD = re.compile(r"[\d.]$|\d[eE][+-]?$|(?:^|\s)[-−+]¥?$")
_THOUSANDS = re.compile(r"(?<![\d.,])\d,\d{3}(?!\d)")
# Numbers that belong to a tier's name and cannot be its price: VIP1, 2人票, 12月31日, 1st floor, 2-day pass.
_LABELS = re.compile(
    r"(?<=[a-z])\d(?![\d.]|\s*(?:元|yuan|rmb|cny))|(?<![\d.])(?:\d{1,2}(?:st|nd|rd|th)\b|\d{1,2}-(?=[a-z])|\d(?=[a-z])(?!yuan|rmb|cny)"
    r"|\d{1,3}(?=[人位排区号楼层岁日月天场折等档级桌张套周]))",
    re.IGNORECASE,
)
# A price right behind letters, after a name of the same form (A5 B9), may be the second of two.
_ATTACHED = re.compile(r"[a-z]\d(?![^\W\d]).*[^\W\d]$", re.IGNORECASE)
_PARTS = re.compile(r"[\n;；]+|(?<=[\d元])\s*[/、,，]\s*(?=\d|[^\W\d])")


class UnreadablePrice(ValueError):
    """A line that states no price; its text is the message."""


def read_prices(text: str) -> list[dict[str, Any]]:
    """Tiers as a run stores them, in the order of the lines: {"zh", "en", "fen"} and "seats" where stated."""
    plain = _plain(text)
    thousands = _THOUSANDS.search(plain)
    if thousands:
        raise UnreadablePrice(thousands.group())
    lines = [line.strip() for line in _PARTS.split(plain) if line.strip()]
    if len(lines) > MOST_TIERS:
        raise UnreadablePrice(lines[MOST_TIERS][:40])
    return [_tier(line) for line in lines]


def _plain(text: str) -> str:
    """The text in plain width. Digits other than 0-9 and ０-９ (٣, ², ①, ½) are never guessed."""
    for each in text:
        is_digit = unicodedata.category(each) == "Nd" or any(map(str.isdigit, unicodedata.normalize("NFKC", each)))
        if is_digit and each not in _DIGITS:
            raise UnreadablePrice(each)
    return unicodedata.normalize("NFKC", text).replace("￥", "¥")


def _tier(line: str) -> dict[str, Any]:
    found = _LINE.fullmatch(line)
    if found is None or _may_be_two(line[: found.start("yuan")]):
        raise UnreadablePrice(line[:40])
    fen = int(found["yuan"]) * 100 + int((found["fen"] or "").ljust(2, "0"))
    if fen > HIGHEST_FEN:
        raise UnreadablePrice(line[:40])
    name = found["name"].strip(" -–—·") or str(found["yuan"])
    is_number = name.isdecimal()
    if not any(map(str.isalpha, name)) and name != found["yuan"]:
        raise UnreadablePrice(line[:40])
    tier: dict[str, Any] = {
        "zh": name if is_number or has_han(name) else "", "en": name if is_number or not has_han(name) else "", "fen": fen,
    }
    if found["seats"]:
        tier["seats"] = int(found["seats"])
    return tier


def _may_be_two(before: str) -> bool:
    """Whether what stands before the price makes it another one, or holds a number that may be a price as well."""
    others = any(map(str.isdigit, _LABELS.sub("", before)))
    return others or bool(_MISREAD.search(before) or _ATTACHED.search(before))


def write_prices(prices: Sequence[Mapping[str, Any]]) -> str:
    """The lines that `read_prices` reads."""
    return "\n".join(map(_line, prices))


def _line(tier: Mapping[str, Any]) -> str:
    yuan, fen = divmod(int(tier["fen"]), 100)
    amount = f"{yuan}.{fen:02d}" if fen else str(yuan)
    name = str(tier.get("zh") or tier.get("en") or "")
    seats = f" × {tier['seats']}" if tier.get("seats") else ""
    return f"{name} {amount}{seats}" if name not in ("", amount, str(yuan)) else f"{amount}{seats}"
