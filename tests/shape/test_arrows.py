"""The arrows between packages and rooms hold, and a planted breach is caught."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from core.config import ROOT
from tests.shape.sources import PACKAGES

BREACHES = {
    "a lower package imports a higher one": ("venues/queries.py", "from events.models import event"),
    "core imports a package": ("core/text.py", "from delta import cities"),
    "a query imports a service": ("feeds/queries.py", "from feeds import services"),
    "a service imports a view": ("feeds/services.py", "from feeds.views import subscribe"),
    "a model imports its query": ("accounts/models/organisation.py", "from accounts import queries"),
    "a model imports Flask": ("accounts/models/organisation.py", "from flask import url_for"),
    "iCalendar outside of feeds": ("events/words.py", "import icalendar"),
    "a package imports the entrance": ("portal/cli.py", "import application"),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run([program, "--no-cache", "--no-logo"], cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("arrows")
    for name in PACKAGES:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "data"))
    for name in ("pyproject.toml", "application.py", "scheduler.py", "wsgi.py"):
        shutil.copy(ROOT / name, folder)
    return folder


def test_the_arrows_hold(copied: Path) -> None:
    answer = lint(copied)
    assert answer.returncode == 0, answer.stdout


@pytest.mark.parametrize("breach", BREACHES)
def test_a_broken_arrow_fails(copied: Path, breach: str) -> None:
    name, statement = BREACHES[breach]
    file = copied / name
    before = file.read_text(encoding="utf-8")
    file.write_text(f"{before}\n{statement}\n", encoding="utf-8")
    try:
        answer = lint(copied)
    finally:
        file.write_text(before, encoding="utf-8")
    assert answer.returncode == 1
    assert "BROKEN" in answer.stdout


def test_every_package_is_in_the_contracts() -> None:
    present = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"bench", "drills", "tests", "tools"}
    assert present == set(PACKAGES)
