"""The mailbox of one's own machine, and of nobody else's."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.config import Settings
from tests.conftest import close, make_app, make_settings
from tests.factories.forms import post
from tests.factories.letters import sent

TYPED = {"mail": "lin@example.org", "name": "林舟", "password": "moonlight over the proscenium", "agrees": "y"}


def test_it_shows_letters_with_their_links(client: FlaskClient) -> None:
    assert "No letter yet." in client.get("/en/mailbox").text
    post(client, "/en/account/new", **TYPED)
    assert "/en/mailbox" in client.get("/en/account/sent/new").text
    sent()
    page = client.get("/en/mailbox").text
    assert 'href="https://window.example/en/account/confirm/' in page
    assert "lin@example.org" in page


def test_only_from_this_machine(app: Flask, client: FlaskClient) -> None:
    assert client.get("/mailbox", environ_base={"REMOTE_ADDR": "192.0.2.1"}).status_code == 404
    assert client.get("/mailbox", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 404
    assert client.get("/mailbox", base_url="http://window.example").status_code == 404


@pytest.mark.parametrize("more", [{"production": True}, {"mail_server": "smtp://127.0.0.1:25"}])
def test_never_in_production_nor_with_a_mail_server(database_url: str, tmp_path: Path, more: dict[str, object]) -> None:
    made: Settings = make_settings(tmp_path, database_url, **more)
    app = make_app(made)
    assert app.test_client().get("/mailbox").status_code == 404
    assert b"/mailbox" not in app.test_client().get("/account/sent/new").data
    close(app)
