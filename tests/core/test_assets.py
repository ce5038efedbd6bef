"""Files of static/: compressed, kept for ever under an address that names their content, nothing else answered."""

import gzip

import pytest
from flask.testing import FlaskClient

from core.config import ROOT
from core.templating import asset


def test_a_file_is_compressed_and_kept_for_ever(client: FlaskClient) -> None:
    answer = client.get(asset("site.css"), headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert answer.content_type == "text/css; charset=utf-8"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert gzip.decompress(answer.data) == (ROOT / "static" / "site.css").read_bytes()


def test_without_its_digest_it_is_asked_again(client: FlaskClient) -> None:
    answer = client.get("/static/site.css")
    assert answer.headers["Cache-Control"] == "public, no-cache"
    assert client.get("/static/site.css", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_a_picture_is_sent_as_it_is(client: FlaskClient) -> None:
    answer = client.get("/static/icon-192.png", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in answer.headers
    assert answer.data == (ROOT / "static" / "icon-192.png").read_bytes()


@pytest.mark.parametrize("name", ["../wsgi.py", "%2e%2e/wsgi.py", "none.css", "..%2fwsgi.py", "/etc/passwd"])
def test_nothing_else_is_answered(client: FlaskClient, name: str) -> None:
    assert client.get(f"/static/{name}").status_code in {308, 404}
