"""Every template of a letter is of a kind that says what it is called, and no kind is without its template."""

from flask import Flask

from core.config import ROOT
from notices import registry

FOLDER = ROOT / "templates" / "notices"


def templates() -> set[str]:
    return {path.stem for path in FOLDER.glob("*.txt") if not path.stem.startswith("_")}


def kinds_of_notices() -> set[str]:
    return {code for code in templates() if registry.notice_kind(code) is not None}


def test_every_template_has_a_kind(app: Flask) -> None:
    known = {each.code for each in registry.letter_kinds()} | kinds_of_notices()
    assert templates() - known == set(), "list them in <package>/letters_told.py"


def test_every_kind_of_letter_has_a_template(app: Flask) -> None:
    assert {each.code for each in registry.letter_kinds()} - templates() == set()


def test_every_kind_is_told_once(app: Flask) -> None:
    codes = [each.code for each in registry.letter_kinds()]
    assert len(codes) > 30
    assert len(codes) == len(set(codes))
    assert kinds_of_notices() & set(codes) == set()


def test_what_must_arrive_cannot_be_stopped(app: Flask) -> None:
    assert [each.code for each in registry.letter_kinds() if each.is_essential and each.may_be_stopped] == []


def test_every_kind_has_words(app: Flask) -> None:
    words = [each.words() for each in registry.letter_kinds()]
    assert all(words)
    assert len(set(words)) == len(words)
