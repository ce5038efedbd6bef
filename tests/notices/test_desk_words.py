"""The desk's words: no code that any part writes down is shown raw."""

import ast
from collections.abc import Iterator
from pathlib import Path

from flask import Flask

from application import NOTICE_KINDS
from notices.desk_words import CHANNELS, WHYS, why_words
from notices.models.follower import ChannelCode
from notices.whys import Why

NOTICES = Path(__file__).resolve().parents[2] / "notices"
# Here answers of type str are reasons: why a notice is not settled, a delivery not sent.
REASONS = (
    "services/settling.py", "services/reminding.py", "services/digesting.py", "services/announcing.py", "standing_of.py",
    "queries/last_look.py", "kinds_of/announcement.py",
)
ASKED = {
    "_caught_up", "_why_not", "_reason", "_left", "_take_out", "_close_empty", "settle", "settle_start", "death_of",
}
WRITTEN = {"why", "void_reason"}


def words_in(node: ast.expr) -> Iterator[str]:
    """The words that an expression can come to."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    parts = {ast.IfExp: ("body", "orelse"), ast.Lambda: ("body",), ast.BoolOp: ("values",), ast.Tuple: ("elts",)}
    for name in parts.get(type(node), ()):
        part = getattr(node, name)
        for each in part if isinstance(part, list) else [part]:
            yield from words_in(each)


def is_written(node: ast.expr) -> bool:
    """Whether it is the place of a reason."""
    return (isinstance(node, ast.Attribute) and node.attr in WRITTEN) or (isinstance(node, ast.Name) and node.id in WRITTEN)


def written(node: ast.AST) -> Iterator[str]:
    """Reasons that a statement writes down: `row.why = …`, `void_reason=…`, or what it hands on."""
    if isinstance(node, ast.keyword) and node.arg in WRITTEN:
        yield from words_in(node.value)
    elif isinstance(node, ast.Assign):
        for target in node.targets:
            pairs = zip(target.elts, node.value.elts, strict=True) if (
                isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple)
            ) else [(target, node.value)]
            for place, value in pairs:
                if is_written(place):
                    yield from words_in(value)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ASKED:
        for argument in node.args:
            yield from words_in(argument)


def answered(tree: ast.Module) -> Iterator[str]:
    """What functions answer that say why."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef) and ast.unparse(function.returns or ast.Constant("")) == "str":
            is_why = function.name in ASKED or function.name.startswith(("of_", "refusal", "_refusal"))
            for each in ast.walk(function) if is_why else ():
                if isinstance(each, ast.Return) and each.value is not None:
                    yield from words_in(each.value)


def codes() -> set[str]:
    """Every reason that stands in the code."""
    found = {each.value for each in Why}
    for file in sorted(NOTICES.rglob("*.py")):
        if file.relative_to(NOTICES).parts[0] in {"views", "manage", "forms"}:
            continue
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            found.update(written(node))
        if file.relative_to(NOTICES).as_posix() in REASONS:
            found.update(answered(tree))
    return found - {""}


def test_every_reason_that_is_written_down_has_words(app: Flask) -> None:
    found = codes()
    assert {
        "calendar_has_it", "withdrawn", "merged", "too_late", "moved", "reopened", "overtaken", "nothing", "empty", "cancelled",
        "organisation_stopped", "date_gone", "date_cancelled",
    } <= found, "the walk sees them"
    assert found - set(WHYS) == set()
    with app.test_request_context("/en/"):
        assert [each for each in found if why_words(each) in {each, each.replace("_", " ")}] == []


def test_no_words_are_kept_for_what_nobody_writes() -> None:
    assert set(WHYS) - codes() - {"by_staff"} == set()


def test_every_kind_and_every_way_has_words(app: Flask) -> None:
    with app.test_request_context("/en/"):
        assert all(each.words() for each in NOTICE_KINDS)
    assert {each.value for each in ChannelCode} == set(CHANNELS)
