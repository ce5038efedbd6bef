"""Files on disk: by their content, never by their name; what nobody names any more is swept."""

from pathlib import Path

import pytest

from core.errors import Refused
from core.uploads import Addresses, addresses_of, keep_paper, keep_picture, key_of, paper_file, picture_file, stored_as, sweep
from tests.core.test_imaging import picture

LATER = 4e9


def test_a_picture_is_kept_once_by_its_content(tmp_path: Path) -> None:
    key, size = keep_picture(picture(), tmp_path)
    files = sorted((tmp_path / "uploads").rglob("*.*"))
    assert len(files) == 6
    assert sum(each.stat().st_size for each in files) == size
    assert picture_file(tmp_path, key, 960, "webp") in files
    assert keep_picture(picture(), tmp_path) == (key, size)
    assert sorted((tmp_path / "uploads").rglob("*.*")) == files
    assert keep_picture(picture(size=(800, 600)), tmp_path)[0] != key


def test_a_picture_that_is_too_large_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        keep_picture(picture() + b"\0" * 20 * 2**20, tmp_path)
    assert (caught.value.reason, caught.value.facts) == ("picture_too_large", {"limit": 12})
    assert list(tmp_path.iterdir()) == []


def test_where_a_picture_is_served() -> None:
    key = "0123456789abcdef" * 2
    assert addresses_of(stored_as(key)) == Addresses(
        f"/media/{key}-480.webp", f"/media/{key}-960.webp", f"/media/{key}-1600.webp", f"/media/{key}-1600.jpg"
    )
    found = addresses_of("/static/looks/x.png")
    assert found is not None
    assert (found.small, found.plain, found.srcset) == ("/static/looks/x.png", "/static/looks/x.png", "")


@pytest.mark.parametrize("stored", ["", "https://else.example/x.jpg", "/media/../../etc/passwd", "/media/ABC", "javascript:x"])
def test_what_is_no_picture_of_ours_has_no_address(stored: str) -> None:
    assert addresses_of(stored) is None
    assert key_of(stored) is None


def test_no_path_leads_out_of_the_folder(tmp_path: Path) -> None:
    for key, width, ending in (("../../x", 960, "webp"), ("a" * 32, 961, "webp"), ("a" * 32, 960, "svg")):
        with pytest.raises(ValueError, match="no name"):
            picture_file(tmp_path, key, width, ending)
    with pytest.raises(ValueError, match="no digest"):
        paper_file(tmp_path, "../x")


def test_a_paper_is_kept_as_it_came(tmp_path: Path) -> None:
    body = b"%PDF-1.7\nour licence"
    digest, ending = keep_paper(body, "licence.PDF", tmp_path)
    assert ending == "pdf"
    assert paper_file(tmp_path, digest).read_bytes() == body
    assert keep_paper(picture(), "scan.jpeg", tmp_path)[1] == "jpg"
    assert keep_paper(picture(), "scan", tmp_path)[1] == "jpg"


@pytest.mark.parametrize(
    ("body", "name", "reason"),
    [
        (b"<html>", "licence.pdf", "paper_type"), (b"", "licence.pdf", "paper_type"), (b"GIF89a....", "x.gif", "paper_type"),
        (b"%PDF-1.7", "scan.png", "paper_lies"), (b"%PDF-1.7", "x.html", "paper_lies"),
        (b"%PDF-" + b"0" * 10 * 2**20, "licence.pdf", "paper_too_large"),
    ],
)
def test_papers_that_are_refused(tmp_path: Path, body: bytes, name: str, reason: str) -> None:
    with pytest.raises(Refused) as caught:
        keep_paper(body, name, tmp_path)
    assert caught.value.reason == reason
    assert list(tmp_path.iterdir()) == []


def test_the_sweep_removes_what_no_row_names(tmp_path: Path) -> None:
    key, _size = keep_picture(picture(), tmp_path)
    digest, _ending = keep_paper(b"%PDF-1.7", "x.pdf", tmp_path)
    assert sweep(tmp_path, (), older_than=0) == 0, "sent lately"
    assert sweep(tmp_path, (key, digest), older_than=LATER) == 0
    assert sweep(tmp_path, (digest,), older_than=LATER) == 6
    assert paper_file(tmp_path, digest).is_file()
    assert sweep(tmp_path, (), older_than=LATER) == 1
