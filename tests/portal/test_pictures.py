"""Pictures are drawn by a child, kept on disk, and let go beyond a bound."""

import os
from pathlib import Path

import pytest

from portal import pictures
from portal.cards import NotDrawn, Shape, drawn
from portal.pictures import picture
from tests.portal.test_cards import card


def test_a_child_draws_the_same_bytes_and_they_are_kept(tmp_path: Path) -> None:
    body = picture(card(), Shape.SQUARE, tmp_path / "pictures")
    assert body == drawn(card(), Shape.SQUARE)
    (kept,) = (tmp_path / "pictures").glob("*")
    assert kept.read_bytes() == body
    kept.write_bytes(b"as it was kept")
    assert picture(card(), Shape.SQUARE, tmp_path / "pictures") == b"as it was kept"


def test_what_cannot_be_drawn_is_said_and_not_kept(tmp_path: Path) -> None:
    with pytest.raises(NotDrawn):
        picture(card(motif="no such motif"), Shape.SQUARE, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_costs_the_copy_only(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert picture(card(), Shape.SQUARE, tmp_path / "file" / "pictures").startswith(b"\x89PNG")


def test_the_oldest_go_beyond_the_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = tmp_path / "old.png"
    old.write_bytes(b"x" * 1_000)
    os.utime(old, (0, 0))
    monkeypatch.setattr(pictures, "MOST_BYTES", len(drawn(card(), Shape.SQUARE)) + 500)
    body = picture(card(), Shape.SQUARE, tmp_path)
    assert [each.read_bytes() for each in tmp_path.iterdir()] == [body]
