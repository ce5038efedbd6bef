"""The reader on the command line."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from tests.factories import venues

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def intake(app: Flask) -> Run:
    def run(*arguments: str, given: bytes = b"") -> tuple[int, str]:
        result = app.test_cli_runner().invoke(args=["intake", "text", *arguments], input=given)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, result.output

    return run


def test_a_file_is_read_as_json(intake: Run, tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    file.write_text("开票时间：11月25日10:00\n演出：12月5日19:30、12月6日 待定", encoding="utf-8")
    code, said = intake("--on", "2026-11-21", str(file))
    found = json.loads(said)
    assert code == 0
    assert found["performances"] == [{"start": "2026-12-05T19:30+08:00", "words": "12月5日19:30"}]
    assert found["other_times"] == [{"kind": "on_sale", "words": "11月25日10:00", "start": "2026-11-25T10:00+08:00"}]
    assert [(each["why"], each["candidates"]) for each in found["ambiguous"]] == [("to_be_announced", ["2026-12-06"])]


def test_standard_input_is_read_from_today(intake: Run) -> None:
    code, said = intake("-", given="明晚7点半".encode())
    assert (code, json.loads(said)["performances"]) == (0, [{"start": "2026-11-22T19:30+08:00", "words": "明晚7点半"}])


def test_the_houses_of_the_database_are_recognised(intake: Run) -> None:
    venue = venues.hall().venue
    found = json.loads(intake("-", given=f"12月5日19:30 {venue.name.zh}".encode())[1])
    assert found["performances"][0]["venue"] == venue.slug
    assert found["venues"] == [{"value": venue.slug, "words": venue.name.zh}]


def test_an_empty_text_has_no_findings(intake: Run) -> None:
    code, said = intake("-")
    assert code == 0
    assert json.loads(said) == {"performances": [], "ambiguous": [], "other_times": [], "spans": [], "prices": [], "venues": []}


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (b"1" * 1_000_000, "too_long"),
        ("12月".encode() * 25_000, "too_long"),
        (b"\xff\xfe1\x00", "not_text"),
        (b"\x89PNG\r\n\x1a\n", "not_text"),
    ],
)
def test_what_is_no_announcement_is_refused_in_one_line(intake: Run, given: bytes, reason: str) -> None:
    code, said = intake("-", given=given)
    assert code == 1
    assert said.startswith(f"Error: {reason}: ")
    assert said.count("\n") == 1


def test_wrong_arguments_are_refused(intake: Run) -> None:
    assert intake("/nowhere/text.txt")[0] == 2
    assert intake("--on", "21.11.2026", "-")[0] == 2
    code, said = intake("--on", "1066-10-14", "-", given=b"1")
    assert (code, said) == (1, "Error: bad_day: --on must lie in the years 2001 to 2089.\n")
