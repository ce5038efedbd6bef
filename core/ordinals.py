"""Numbers as they are written: 第二十一届, 第21届, 21st and twenty-first are one number."""

import re

DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
PLACES = {"十": 10, "百": 100, "千": 1000}
_HAN_NUMBER = re.compile("[零〇一二两三四五六七八九十百千]+")
_HEAD = re.compile("首(?=[届回次场])")
_UNITS = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_FIRSTS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_TEENS = (
    "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth",
    "nineteenth",
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
MOST_YEARS = 4


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th, 21st."""
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _spelled() -> dict[str, int]:
    words = {word: value for value, word in enumerate(_FIRSTS) if word} | {word: 10 + at for at, word in enumerate(_TEENS)}
    for at, tens in enumerate(_TENS, 2):
        words[f"{tens[:-1]}ieth"] = at * 10
        words |= {f"{tens} {first}": at * 10 + value for value, first in enumerate(_FIRSTS) if first}
    return words


_SPELLED = _spelled()
_WORDS = re.compile(r"\b(" + "|".join(sorted(_SPELLED, key=len, reverse=True)) + r")\b")


def number_of(han: str) -> int | None:
    """The value of a number in Chinese: 二十一 → 21, 二〇二六 → 2026; None for what is none (十十)."""
    if not any(sign in PLACES for sign in han):
        return int("".join(str(DIGITS[sign]) for sign in han)) if len(han) <= MOST_YEARS else None
    total, digit, last = 0, None, 10_000
    for sign in han:
        if sign in DIGITS:
            digit = DIGITS[sign]
            continue
        place = PLACES[sign]
        if place >= last:
            return None
        total += (1 if digit is None else digit) * place
        digit, last = None, place
    return total + (digit or 0)


def _figures(found: re.Match[str]) -> str:
    value = number_of(found.group())
    return found.group() if value is None else str(value)


def in_figures(text: str) -> str:
    """A folded text with its numbers as figures: 第二十一届 → 第21届, "twenty first" → "21st", 首届 → 第1届."""
    text = _HAN_NUMBER.sub(_figures, _HEAD.sub("第一", text))
    return _WORDS.sub(lambda found: ordinal(_SPELLED[found.group(1)]), text)


def edition_words(edition: int) -> tuple[str, str]:
    """How an edition is called in both languages."""
    return f"第{edition}届", f"{ordinal(edition)} edition"
