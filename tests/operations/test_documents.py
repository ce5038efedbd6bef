"""The documents say what the code does."""

import re

from core.config import ROOT

OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def test_every_setting_is_in_the_table() -> None:
    files = ("core/config.py", "gunicorn.conf.py", "core/backup.py", "core/metrics.py", "portal/cli.py")
    code = "".join((ROOT / name).read_text(encoding="utf-8") for name in files)
    names = set(re.findall(r"env(?:iron)?(?:\.get|\.setdefault)?[\(\[][\"']([A-Z_]{4,})[\"']", code))
    names |= set(re.findall(r"_whole\(env, \"([A-Z_]+)\"", code))
    assert {"PORT", "DATABASE_URL", "PROXY_HOPS"} <= names, names
    table = OPERATIONS.partition("## 2. Settings")[2].partition("## 3.")[0]
    assert {name for name in names if f"`{name}`" not in table} == set()


def test_every_counter_is_explained() -> None:
    counters = re.findall(r"\"(deltawindow_\w+)\"", (ROOT / "core" / "metrics.py").read_text(encoding="utf-8"))
    assert counters
    assert {name for name in counters if name not in OPERATIONS} == set()


def test_decisions_are_numbered_without_a_gap() -> None:
    names = sorted(path.name for path in (ROOT / "docs" / "decisions").glob("*.md"))
    assert [name[:4] for name in names] == [f"{number:04d}" for number in range(1, len(names) + 1)]
    for name in names:
        text = (ROOT / "docs" / "decisions" / name).read_text(encoding="utf-8")
        assert text.startswith(f"# {name[:4]} · ")
        assert all(f"**{part}.**" in text for part in ("Context", "Decision", "Consequences")), name


def test_commands_in_the_documents_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in re.findall(r"(?:^|`)make ([a-z-]+)", readme, re.M):
        assert re.search(rf"^{name}:", makefile, re.M), name
