"""Bulk loads index too: a season is found whole once it is public, and nothing of it afterwards."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from core import revision
from core.db import session
from portal import entries, indexing
from portal.models import SearchEntry
from portal.queries.search import search

TODAY = date(2026, 11, 21)


def load(app: Flask, *arguments: str) -> None:
    answer = app.test_cli_runner().invoke(args=list(arguments), catch_exceptions=False)
    assert answer.exit_code == 0, answer.output
    session.rollback()
    revision.forget()


def found(asked: str) -> list[str]:
    session.rollback()
    return [each.slug for each in search(asked, today=TODAY, limit=50).results]


def stock() -> tuple[int, int]:
    """How many entries there are, and how many tokens' rows."""
    session.rollback()
    entries_ = session.scalar(select(func.count()).select_from(SearchEntry)) or 0
    return entries_, session.scalar(text("SELECT count(*) FROM portal_search_fts")) or 0


def test_a_season_comes_and_goes(app: Flask) -> None:
    load(app, "load", "papers")
    before = stock()
    assert before[0] == before[1] == 24 + 58 + 4 + 33
    load(app, "load", "demo", "--performances", "120")
    assert "the-lamplighter-of-lane-nine" in found("点灯人")
    whole = stock()
    assert whole[0] == whole[1] > before[0]
    load(app, "search", "rebuild")
    assert stock() == whole
    load(app, "load", "demo", "--remove")
    assert found("点灯人") == []
    assert found("上海大剧院") == ["shanghai-grand-theatre"]
    assert stock() == before


def test_nothing_of_half_a_season_is_found(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[str]] = []
    really = indexing.index_hidden

    def index_hidden(events: list[int]) -> None:
        really(events)
        seen.append(found("点灯人"))

    monkeypatch.setattr(indexing, "index_hidden", index_hidden)
    load(app, "load", "demo", "--performances", "60")
    assert seen == [[]]
    assert found("点灯人") != []


def test_a_load_that_broke_off_leaves_nothing_to_be_found(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_found: entries.Rendered) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as broken:
        broken.setattr(entries, "write", fail)
        with pytest.raises(RuntimeError, match="power cut"):
            load(app, "load", "demo", "--performances", "60")
    assert found("点灯人") == []
    load(app, "load", "demo", "--performances", "60")
    assert found("点灯人") != []
