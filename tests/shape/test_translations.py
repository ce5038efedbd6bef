"""Every text of the site has its Chinese, and the compiled file is the written one's."""

import re

import pytest

from tools.translations import LOCALES, compiled, extracted, is_translated, po_path, read, texts_of

PLACES = re.compile(r"%\((\w+)\)[sd]")


@pytest.mark.parametrize("locale", LOCALES)
def test_every_text_is_translated(locale: str) -> None:
    known = read(po_path(locale), locale)
    missing = []
    for text in texts_of(extracted()):
        found = known.get(text.id if isinstance(text.id, str) else text.id[0], text.context)
        if found is None or not is_translated(found):
            missing.append(text.id)
    assert missing == [], "write their words in translations/, then `make translations`"


@pytest.mark.parametrize("locale", LOCALES)
def test_nothing_is_fuzzy_or_left_over(locale: str) -> None:
    known, used = read(po_path(locale), locale), {(text.id, text.context) for text in texts_of(extracted())}
    assert [text.id for text in texts_of(known) if text.fuzzy] == []
    assert [text.id for text in texts_of(known) if (text.id, text.context) not in used] == [], "run `make translations`"


@pytest.mark.parametrize("locale", LOCALES)
def test_the_compiled_file_is_the_written_one(locale: str) -> None:
    path = po_path(locale)
    assert path.with_suffix(".mo").read_bytes() == compiled(read(path, locale)), "run `make translations`"


@pytest.mark.parametrize("locale", LOCALES)
def test_translations_fill_the_same_places(locale: str) -> None:
    wrong = []
    for text in texts_of(read(po_path(locale), locale)):
        source = text.id if isinstance(text.id, str) else text.id[-1]
        words = text.string if isinstance(text.string, str) else (text.string or [""])[-1]
        if words and not set(PLACES.findall(words)) <= set(PLACES.findall(source)):
            wrong.append(source)
    assert wrong == []
