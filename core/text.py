"""One normaliser for all text that comes in, and the same one again before text goes out to a calendar."""

import re
import unicodedata

# C0 and C1 controls but tab and line feed, line and paragraph separators, BOM, bidi overrides, lone surrogates.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_SPACES = re.compile(r"\s+")


def clean_text(text: str) -> str:
    """Text of several lines: NFC, LF line ends, no control characters (quality.md 2.9)."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n").replace("\t", " ")
    return unicodedata.normalize("NFC", _UNWANTED.sub("", text)).strip()


def clean_line(text: str) -> str:
    """Text of one line: as `clean_text`, every run of white space one blank."""
    return _SPACES.sub(" ", clean_text(text))


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters; what was cut ends in an ellipsis."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
