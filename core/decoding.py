"""Bytes of unknown encoding: UTF-8, else GB18030 where that makes sense, else nothing is guessed (feeds.md 3)."""

import codecs

# Of the signs beyond ASCII so many must be those that GB2312 knows; Western bytes read as Chinese give rare signs.
LEAST_COMMON = 0.7
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)


class Undecodable(ValueError):
    """Bytes that are neither UTF-8 nor plausibly GB18030; `code` is "utf16" or "encoding"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def decode(content: bytes) -> tuple[str, str]:
    """The text and the name of its encoding ("utf-8" or "gb18030"); `Undecodable` where neither fits."""
    if content.startswith(_WIDE):
        raise Undecodable("utf16")
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError as error:
        raise Undecodable("encoding") from error
    if not _is_plausible(text):
        raise Undecodable("encoding")
    return text, "gb18030"


def _is_plausible(text: str) -> bool:
    beyond = [sign for sign in text if ord(sign) > 0x7F]
    common = sum(_is_common(sign) for sign in beyond)
    return common >= LEAST_COMMON * len(beyond)


def _is_common(sign: str) -> bool:
    try:
        sign.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
