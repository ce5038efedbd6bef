"""Brings pasted text into one plain form (half-width, no markup, nothing hidden) and keeps the way back to its own words.

NFKC only where it is safe: full-width forms, the look-alike radicals that PDF files hold, letters and digits of the
mathematical alphabets that articles are decorated with. ① or ² stay what they are: they would become digits of a date.
"""

import html
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

MOST_CHARACTERS = 60_000
MOST_WORDS = 160
FILLER = "\x01"
PUNCTUATION = str.maketrans(
    {
        "：": ":",
        "∶": ":",
        "﹕": ":",
        "︰": ":",
        "ː": ":",
        "，": ",",
        "；": ";",
        "！": "!",
        "？": "?",
        "（": "(",
        "）": ")",
        "〔": "(",
        "〕": ")",
        "［": "(",
        "］": ")",
        "[": "(",
        "]": ")",
        "【": "(",
        "】": ")",
        "〖": "(",
        "〗": ")",
        "「": "“",
        "」": "”",
        "〜": "~",
        "～": "~",
        "∼": "~",
        "˜": "~",
        "–": "-",
        "—": "-",
        "―": "-",
        "−": "-",
        "‐": "-",
        "‑": "-",
        "‒": "-",
        "─": "-",
        "━": "-",
        "﹣": "-",
        "－": "-",
        "→": ">",
        "／": "/",
        "∕": "/",
        "⁄": "/",
        "╱": "/",
        "｜": "|",
        "│": "|",
        "丨": "|",
        "┃": "|",
        "．": ".",
        "｡": "。",
        "〇": "零",
        "○": "零",
        "◯": "零",
        "週": "周",
        "號": "号",
        "點": "点",
        "時": "时",
        "開": "开",
        "後": "后",
        "場": "场",
        "間": "间",
        "兩": "两",
        "禮": "礼",
        "農": "农",
        "曆": "历",
        "臘": "腊",
        "陽": "阳",
        "陰": "阴",
        "從": "从",
        "為": "为",
        "與": "与",
        "價": "价",
        "長": "长",
        "鐘": "钟",
        "鍾": "钟",
        "發": "发",
        "預": "预",
        "延": "延",
        "檢": "检",
        "門": "门",
        "’": "'",
        "‘": "'",
        "﹑": "、",
        "､": "、",
        "\u3000": " ",
        "\u00a0": " ",
        "\t": " ",
        "\r": "\n",
        "\x85": "\n",
        "\u2028": "\n",
        "\u2029": "\n",
        "\x0b": "\n",
        "\x0c": "\n",
        "\x01": "",
    }
)
_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]{0,15})(?=[\s/>])[^<>]{0,2000}>|<!--")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});")
_START = re.compile(r"[<&]")
_BREAKS = frozenset(
    {
        "br",
        "p",
        "div",
        "li",
        "ul",
        "ol",
        "tr",
        "table",
        "section",
        "article",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "hr",
    }
)
_CELLS = frozenset({"td", "th"})
_HIDDEN = frozenset({"style", "script"})


class TooLong(ValueError):
    """The text is longer than 60,000 characters."""


@dataclass(frozen=True, slots=True)
class Page:
    """A pasted text: `text` is its plain form, `starts` and `ends` lead from each plain sign to the signs it came from."""

    original: str
    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def words(self, start: int, end: int) -> str:
        """What stands in the original from plain sign `start` up to `end`, without blanks around it; 160 signs at most."""
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        if start >= end:
            return ""
        return self.original[self.starts[start] : self.ends[end - 1]][:MOST_WORDS].strip()


@lru_cache(maxsize=8192)
def _plain(sign: str) -> str:
    """One sign in its plain form: empty for what is invisible, a blank for pictures."""
    known = sign.translate(PUNCTUATION)
    if known != sign or sign.isascii():
        return known if known == "\n" or known.isprintable() else ""
    code, category = ord(sign), unicodedata.category(sign)
    if category in {"Cf", "Cc", "Cs", "Me"} or 0xFE00 <= code <= 0xFE0F:
        return ""
    if category == "Zs":
        return " "
    if 0xFF00 <= code <= 0xFFEF or 0x2F00 <= code <= 0x2FDF or 0x1D400 <= code <= 0x1D7FF or 0x3358 <= code <= 0x33FE:
        return unicodedata.normalize("NFKC", sign).translate(PUNCTUATION)
    is_picture = category == "So" and code >= 0x2190 and not 0x3200 <= code <= 0x33FF
    return " " if is_picture or 0xE000 <= code <= 0xF8FF or 0x1F3FB <= code <= 0x1F3FF else sign


class _Writer:
    """Collects plain signs with their places in the original."""

    def __init__(self, original: str) -> None:
        self.original = original
        self.signs: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.unclosed: set[str] = set()

    def put(self, plain: str, start: int, end: int) -> None:
        for sign in plain:
            self.signs.append(sign)
            self.starts.append(start)
            self.ends.append(end)

    def put_run(self, start: int, end: int) -> None:
        for place in range(start, end):
            self.put(_plain(self.original[place]), place, place + 1)

    def markup(self, place: int) -> int:
        """Read what begins with < or & at `place`; answers where to go on."""
        entity = _ENTITY.match(self.original, place)
        if entity:
            known = "".join(_plain(sign) for sign in html.unescape(entity.group()))
            self.put(known, place, entity.end())
            return entity.end()
        tag = _TAG.match(self.original, place)
        if not tag:
            self.put_run(place, place + 1)
            return place + 1
        return self._tag(tag, place)

    def _tag(self, tag: re.Match[str], place: int) -> int:
        if tag.group() == "<!--":
            return self._behind("-->", tag.end())
        name = tag.group(1).lower()
        if name in _HIDDEN and not tag.group().startswith("</"):
            return self._behind(f"</{name}>", tag.end())
        if name in _BREAKS:
            self.put("\n", place, tag.end())
        elif name in _CELLS:
            self.put(" ", place, tag.end())
        return tag.end()

    def _behind(self, mark: str, place: int) -> int:
        found = -1 if mark in self.unclosed else self.original.find(mark, place)
        if found < 0:
            self.unclosed.add(mark)  # asked once, so that a thousand openings cost no thousand searches
            return place
        return found + len(mark)


def page_of(original: str) -> Page:
    """The plain form of a text; `TooLong` beyond 60,000 characters."""
    if len(original) > MOST_CHARACTERS:
        raise TooLong(str(len(original)))
    writer, place = _Writer(original), 0
    while place < len(original):
        found = _START.search(original, place)
        until = found.start() if found else len(original)
        writer.put_run(place, until)
        place = writer.markup(until) if found else until
    return Page(original, "".join(writer.signs).replace("*", " ").replace("`", " "), tuple(writer.starts), tuple(writer.ends))


_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"“”，。；、()]{1,2000}|[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,4}")
_PHONE = re.compile(
    r"(?<![\d:.])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"
    r"|(?<![\d:.])0\d{2,3}[- )]{1,2}(?:\d{7,8}|\d{3,4}[- ]\d{4})(?:[-转 ]\d{1,5}(?![\d:月.]))?(?![\d:])"
    r"|(?<!\d)\+?86[- ]{0,2}\(?0?\)?\d{2,3}\)?[- ]{1,2}\d{3,4}[- ]?\d{4}(?![\d:])"
    r"|(?<!\d)[48]00[- ]?\d{3,4}[- ]?\d{3,4}(?!\d)"
)
_NUMBERS = re.compile(r"\d{9,}|\d{4}[- ]\d{4}(?=[^\d年月-])")
_TITLE = re.compile(r"《[^《》\n]{1,80}》")
_DURATION = re.compile(
    r"(?:时长|片长|演出长度|duration|running time)[ :约为]{0,6}(?:\d{1,2}:\d{2}(?::\d{2})?|\d{1,3} ?(?:分钟?"
    r"|min\w*)|\d ?(?:小时|h\b))",
    re.I,
)
_ADDRESS = re.compile(
    r"(?<![渠频])(?:[路街道巷弄]|胡同)[ ]?(?:\d{1,5}弄)?\d{1,5}(?:号?[-、]\d{1,5}){0,3}[ ]?(?:号|弄)"
    r"|(?<![月哪这那])(?:[里桥村园坊苑院]|公馆|公寓|园区|大厦|大楼|广场|中心|新村|小区)[ ]?\d{1,5}(?:-\d{1,4})?[ ]?(?:号|弄)"
    r"(?![ ]?(?:[,、和至到~(-]|[晚早上下中]|\d{1,2}[:点]|周|星期|演|首))"
    r"|\bNos?\.?[ ]?\d{1,5}(?:-\d{1,5})?[ ,](?=[^\n,]{1,40}?\b(?:Road|Rd|Street|St|Avenue|Ave|Lane|Alley|Boulevard)\b)"
)
_HUNDRED = re.compile(r"(?:比分|比例|比率|画幅|以)[ :为]{0,2}\d{1,3}:\d{1,3}")


def masked(page: Page) -> str:
    """The plain text with everything blotted out in which digits are no dates: addresses, numbers, titles, durations."""
    text = page.text
    for pattern in (_URL, _TITLE, _PHONE, _NUMBERS, _ADDRESS, _DURATION, _HUNDRED):
        text = pattern.sub(_blot, text)
    return text


def _blot(found: re.Match[str]) -> str:
    digits = found.group()
    is_day = len(digits) in {8, 9} and re.fullmatch(r"20\d{6}|20\d\d[- ](?:0[1-9]|1[0-2])[0-3]\d", digits)
    return digits if is_day else FILLER * len(digits)
