"""Templates under a strict policy: nothing inline, nothing from elsewhere."""

import re
from pathlib import Path

import pytest

from core.config import ROOT
from core.security import POLICY

INLINE = {
    "script without src": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/(?:ld\+)?json\")[^>]*>", re.I),
    "style element": re.compile(r"<style\b", re.I),
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "javascript address": re.compile(r"javascript:", re.I),
    "something from elsewhere": re.compile(r"<(?:script|img|iframe|link)[^>]*\b(?:src|href)\s*=\s*[\"']https?://", re.I),
    "unescaped": re.compile(r"\|\s*safe\b"),
}
JINJA_COMMENT = re.compile(r"\{#.*?#\}", re.S)


def breaches(text: str) -> list[str]:
    plain = JINJA_COMMENT.sub("", text)
    return [name for name, pattern in INLINE.items() if pattern.search(plain)]


@pytest.mark.parametrize("page", sorted((ROOT / "templates").rglob("*.*")), ids=lambda page: str(page.relative_to(ROOT)))
def test_nothing_is_inline(page: Path) -> None:
    assert breaches(page.read_text(encoding="utf-8")) == []


def test_breaches_are_found() -> None:
    for planted, name in (
        ("<script>x()</script>", "script without src"), ('<p style="color:red">', "style attribute"),
        ("<style>p{}</style>", "style element"), ('<a onclick="x()">', "event attribute"), ("{{ text | safe }}", "unescaped"),
    ):
        assert name in breaches(planted)
    assert breaches('<script src="{{ asset(\'site.js\') }}" defer></script>') == []


def test_the_policy_allows_nothing_inline() -> None:
    assert "unsafe" not in POLICY
    assert "default-src 'none'" in POLICY
