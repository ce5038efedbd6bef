"""Titles in quotation marks that bear such marks themselves. Pure."""

import re

# 《话剧《雨巷尽头》》: what is named within is marked already.
_NESTED = re.compile("《([^《》]*《[^《》]*》[^《》]*)》")


def unnested(text: str) -> str:
    """The text without the outer one of two pairs of 《》."""
    return _NESTED.sub(r"\1", text)
