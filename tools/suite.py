"""`make test`: every check one after the other, timed; all of them run, and the end says what failed."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools import chromium

# Two workers; whoever is done takes over what the other has not begun.
PYTEST = [
    sys.executable, "-m", "pytest", "-q", "--no-header", "--durations=5", "--durations-min=1", "-n", "2", "--dist", "worksteal",
]
# Tests start some hundred processes: each reads our modules compiled, from a folder of the environment.
BYTECODE = {"PYTHONPYCACHEPREFIX": str(Path(sys.prefix) / "bytecode"), "PYTHONDONTWRITEBYTECODE": ""}
# Thousands of small databases, each written with care: half of the time is the disk, where there is no memory to stand on.
MEMORY, ENOUGH_BYTES = Path("/dev/shm"), 2 * 2**30
COUNTS = re.compile(r"(\d+) (passed|failed|skipped|error|errors)\b")


@dataclass(frozen=True, slots=True)
class Stage:
    """One check: its name, its command, and what it adds to the environment."""

    name: str
    command: list[str]
    surroundings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a stage ended. Counts are of tests; seconds by the clock."""

    name: str
    is_fine: bool
    seconds: float
    passed: int = 0
    failed: int = 0
    skipped: int = 0


STATIC = (
    Stage("lint", [sys.executable, "-m", "ruff", "check", "."]),
    Stage("types", [sys.executable, "-m", "mypy", "."]),
    Stage("arrows", [str(Path(sys.executable).with_name("lint-imports")), "--no-logo"]),
)
TESTS = (
    Stage("tests on SQLite", [*PYTEST, "--ignore=tests/browser"]),
    Stage("tests on PostgreSQL", [*PYTEST, "--ignore=tests/browser", "-m", "both_databases"],
          (("TEST_ENGINE", "postgresql"),)),
)
BROWSER = Stage("tests in Chromium", [*PYTEST, "tests/browser"])


@contextmanager
def ground() -> Iterator[str]:
    """A folder for the tests' files, gone afterwards: in memory where the machine has enough, else on its disk."""
    has_room = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH_BYTES
    with tempfile.TemporaryDirectory(prefix="delta-tests-", dir=MEMORY if has_room else None) as folder:
        yield str(Path(folder) / "base")


def run(stage: Stage, folder: str) -> Outcome:
    """Run one stage; its output is shown as it comes."""
    print(f"\n=== {stage.name} ===", flush=True)
    began = time.monotonic()
    counts: dict[str, int] = {}
    is_pytest = "pytest" in stage.command
    command = [*stage.command, "--basetemp", folder] if is_pytest else stage.command
    with subprocess.Popen(
        command, env={**os.environ, **BYTECODE, **dict(stage.surroundings)}, stdout=subprocess.PIPE, text=True, bufsize=1
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            if is_pytest and " in " in line and (found := COUNTS.findall(line)):
                counts = {word.rstrip("s") if word == "errors" else word: int(number) for number, word in found}
    return Outcome(
        stage.name, process.returncode == 0, time.monotonic() - began, counts.get("passed", 0),
        counts.get("failed", 0) + counts.get("error", 0), counts.get("skipped", 0),
    )


def main() -> int:
    """Run all; 0 only where all are fine."""
    browser = chromium.main()
    stages = (*STATIC, *TESTS, BROWSER) if browser == 0 else (*STATIC, *TESTS)
    with ground() as folder:
        outcomes = [run(stage, folder) for stage in stages]
    print("\n=== summary ===")
    for each in outcomes:
        print(f"  {'ok    ' if each.is_fine else 'FAILED'}  {each.seconds:6.1f} s  {each.name}")
    if browser != 0:
        print(f"  {'FAILED' if browser == 1 else 'LEFT OUT'}            {BROWSER.name}: no Chromium")
    is_fine = browser != 1 and all(each.is_fine for each in outcomes)
    failed = sum(each.failed for each in outcomes)
    print("all checks hold" if is_fine else "NOT all checks hold")
    print(
        f"{sum(each.passed for each in outcomes)} passed, {failed or (0 if is_fine else 1)} failed, "
        f"{sum(each.skipped for each in outcomes)} skipped", flush=True,
    )
    return 0 if is_fine else 1


if __name__ == "__main__":
    sys.exit(main())
