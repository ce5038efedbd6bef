"""How files look: their length, their names, their imports."""

import ast
import re

from core.config import ROOT
from tests.shape.sources import Source, imported, of_packages, sources

MOST_LINES = 400
EMPTY_NAMES = re.compile(r"(?:^|_)(?:utils?|helpers?|managers?|common|misc|base)(?:_|$)")
EMPTY_CLASSES = re.compile(r"(?:Utils?|Helpers?|Managers?|Common)$")


def too_long(source: Source) -> bool:
    return source.text.count("\n") > MOST_LINES


def test_no_file_is_longer_than_400_lines() -> None:
    assert [source.path for source in sources() if too_long(source) and source.package != "migrations"] == []
    pages = [*ROOT.glob("templates/**/*.html"), *ROOT.glob("static/*.js")]
    assert [str(page) for page in pages if page.read_text(encoding="utf-8").count("\n") > MOST_LINES] == []


def empty_names(source: Source) -> list[str]:
    classes = [node.name for node in ast.walk(source.tree) if isinstance(node, ast.ClassDef)]
    found = [name for name in classes if EMPTY_CLASSES.search(name)]
    return found + ([source.name] if EMPTY_NAMES.search(source.name) else [])


def test_no_module_or_class_has_a_name_that_says_nothing() -> None:
    assert {source.path: names for source in sources() if (names := empty_names(source))} == {}


def is_one_sentence(source: Source) -> bool:
    body = source.tree.body
    text = ast.get_docstring(source.tree) or ""
    return len(body) == 1 and bool(text) and "\n" not in text and text.endswith(".") and ". " not in text


def test_init_files_hold_one_sentence_and_no_imports() -> None:
    assert [source.path for source in sources() if source.name == "__init__" and not is_one_sentence(source)] == []


def relative_imports(source: Source) -> list[int]:
    return [node.lineno for node in ast.walk(source.tree) if isinstance(node, ast.ImportFrom) and node.level]


def late_imports(source: Source) -> list[int]:
    functions = [node for node in ast.walk(source.tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    return [line for function in functions for _module, _name, line in imported(function)]


# No module of the project: prometheus_client must be imported after its folder is named.
MAY_IMPORT_LATE = {"gunicorn.conf.py"}


def test_imports_stand_at_the_top_and_are_absolute() -> None:
    assert {source.path: lines for source in sources() if (lines := relative_imports(source))} == {}
    assert {source.path: lines for source in sources() if (lines := late_imports(source))}.keys() == MAY_IMPORT_LATE


def test_the_rules_catch_breaches() -> None:
    assert too_long(Source("core/x.py", "\n" * 401))
    assert empty_names(Source("core/date_utils.py", "class RowManager: ...")) == ["RowManager", "date_utils"]
    assert not is_one_sentence(Source("core/__init__.py", '"""One. Two."""'))
    assert not is_one_sentence(Source("core/__init__.py", '"""One."""\nimport os'))
    assert relative_imports(Source("core/x.py", "from . import y")) == [1]
    assert late_imports(Source("core/x.py", "def f():\n    import os")) == [2]


def clock_calls(source: Source) -> list[int]:
    """Where the time is asked by other ways than core/clock.py (time.perf_counter and monotonic measure, they tell no time)."""
    found = []
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            of = ast.unparse(node.func.value).rpartition(".")[2]
            if (of in {"datetime", "date"} and node.func.attr in {"now", "utcnow", "today"}) or (of, node.func.attr) == (
                "time", "time"
            ):
                found.append(node.lineno)
    return found


def test_time_is_asked_in_one_place() -> None:
    assert {source.path: lines for source in of_packages() if (lines := clock_calls(source))}.keys() == {"core/clock.py"}
    assert clock_calls(Source("x.py", "datetime.now(UTC)\ndt.date.today()\ntime.time()\nclock.now()")) == [1, 2, 3]
