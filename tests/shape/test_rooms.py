"""What each room may know (house.md 3)."""

import ast
from collections.abc import Iterator

from tests.shape.sources import DOORS, Source, imported, of_packages

# A door wears `committing` and nothing else of the database. Feeds answer with the last good copy when the database is
# gone (quality.md 4.9), which needs the error's name and a rollback; health asks the database itself in core/health.py.
MAY_KNOW_THE_DATABASE = {
    "feeds/views/serving.py": {
        ("sqlalchemy.exc", "SQLAlchemyError"), ("core.db", "session"), ("core.db", "USUAL_PATIENCE_MS"),
    },
    "feeds/views/private.py": {("sqlalchemy.exc", "SQLAlchemyError"), ("core.db", "session")},
}
ABOVE_THE_REQUEST = {*DOORS}
REQUEST_NAMES = {"request", "session", "g", "current_app"}
# The web plumbing of core stands beside the views: it is what views wear.
CORE_WEB = {
    "core/web.py", "core/views.py", "core/pages.py", "core/failures.py", "core/logs.py", "core/metrics.py", "core/language.py",
    "core/security.py", "core/templating.py", "core/origin.py", "core/forms.py", "core/letters.py", "core/private.py",
    # What views wear to ask who stands before them.
    "accounts/session.py", "notices/doors.py",
}
# The stores of one process hang on the application, not on the request; the loader's bulk writer starts processes with it.
MAY_KNOW_THE_APPLICATION = {"feeds/store.py": {"current_app"}, "portal/entries.py": {"current_app"}}
# The long half of `flask load` and `flask search rebuild`: doors of the command line beside portal/cli.py.
LOADER = {"portal/loading.py", "portal/entries.py", "portal/indexing.py"}
BELOW_THE_DOOR = {"models", "queries", "services", "signals", "receivers", "forms"}
DOOR_ROOMS = {*DOORS, "jobs", "cli"}


def database_in_door(source: Source) -> list[str]:
    allowed = MAY_KNOW_THE_DATABASE.get(source.path, set())
    found = []
    for module, name, line in imported(source.tree):
        is_database = module.partition(".")[0] in {"sqlalchemy", "flask_sqlalchemy"} or (
            module == "core.db" and name not in {"committing", "is_unavailable"}
        )
        if is_database and (module, name) not in allowed:
            found.append(f"{source.path}:{line} {module}.{name}")
    return found


def doors() -> Iterator[Source]:
    return (source for source in of_packages() if source.room in DOORS)


def test_doors_know_no_database() -> None:
    assert [breach for source in doors() for breach in database_in_door(source)] == []
    assert database_in_door(Source("events/views/x.py", "from sqlalchemy import select"))
    assert database_in_door(Source("events/views/x.py", "from core.db import db"))
    assert database_in_door(Source("events/views/x.py", "from core.db import committing")) == []


def request_below(source: Source) -> list[str]:
    allowed = MAY_KNOW_THE_APPLICATION.get(source.path, set())
    return [
        f"{source.path}:{line} flask.{name}"
        for module, name, line in imported(source.tree)
        if module.partition(".")[0] == "flask" and name in REQUEST_NAMES - allowed
    ]


def test_below_the_doors_nobody_knows_the_request() -> None:
    below = [source for source in of_packages() if source.room not in ABOVE_THE_REQUEST and source.path not in CORE_WEB]
    assert [breach for source in below for breach in request_below(source)] == []
    assert request_below(Source("events/services.py", "from flask import g"))


def calls(source: Source, names: set[str]) -> list[str]:
    return [
        f"{source.path}:{node.lineno} {ast.unparse(node.func)}"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in names
    ]


def test_only_doors_commit() -> None:
    may = {"core/db.py", "core/cli.py", "accounts/session.py", "notices/doors.py", *LOADER}
    inside = [source for source in of_packages() if source.room not in DOOR_ROOMS and source.path not in may]
    assert [breach for source in inside for breach in calls(source, {"commit", "committing"})] == []
    assert calls(Source("events/services.py", "session.commit()"), {"commit"})


def clock_asked(source: Source) -> list[str]:
    return [
        f"{source.path}:{node.lineno}"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"clock.now", "clock.today"}
    ]


def test_services_and_models_are_told_the_moment() -> None:
    rooms = {"models", "services", "receivers", "signals"}
    assert [breach for source in of_packages() if source.room in rooms for breach in clock_asked(source)] == []
    assert clock_asked(Source("events/services.py", "clock.now()"))


WRITES = {"add", "add_all", "delete", "flush", "commit", "merge"}


def writes(source: Source) -> list[str]:
    return [
        f"{source.path}:{node.lineno}"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WRITES
        and ast.unparse(node.func.value) == "session"
    ]


def test_queries_and_models_change_nothing() -> None:
    rooms = {"models", "queries"}
    assert [breach for source in of_packages() if source.room in rooms for breach in writes(source)] == []
    assert writes(Source("events/queries.py", "session.add(row)"))


def test_rooms_have_the_names_of_the_house() -> None:
    known = {
        "__init__", "models", "signals", "queries", "services", "forms", "receivers", "jobs", "cli", "manage", "api", "views",
        "data",
    }
    # Pure files named by a noun stand beside the rooms: they know no session and no Flask.
    pure = [source for source in of_packages() if source.room not in known and source.package not in {"core", "delta"}]
    knowing = [
        f"{source.path}:{line} {module}"
        for source in pure
        if source.path not in {*MAY_KNOW_THE_APPLICATION, *LOADER, *CORE_WEB}
        for module, name, line in imported(source.tree)
        if module.partition(".")[0] in {"flask", "sqlalchemy"} or (module, name) == ("core.db", "session")
    ]
    assert knowing == []


# What was read is counted there, which is all that reading may do.
MAY_ASK_FOR_GET = {"notices/views/calendar_feed.py", "portal/views/counting.py"}


def deeds_unless_get(source: Source) -> list[int]:
    """Where a door asks whether a request is a GET: whatever else comes (HEAD) would count as a press."""
    return [
        node.lineno
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Compare) and ast.unparse(node.left).endswith("request.method")
        and any(isinstance(each, ast.Constant) and each.value == "GET" for each in node.comparators)
    ]


def test_doors_ask_for_a_press_and_never_for_its_absence() -> None:
    assert {source.path for source in doors() if deeds_unless_get(source)} == MAY_ASK_FOR_GET
    assert deeds_unless_get(Source("x.py", 'if request.method != "POST": ...\nif request.method == "GET": ...')) == [2]
