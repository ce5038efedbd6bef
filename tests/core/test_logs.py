"""What is written down of a request: no address of anybody, no secret of a link."""

import traceback
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from structlog.testing import capture_logs

from core.db import session
from tests.conftest import make_settings
from tests.factories.desk import FROM_HERE
from tests.factories.desk import send as post


@pytest.fixture
def settings(database_url, data_folder):
    return make_settings(data_folder, database_url, log_level="INFO")


def told(lines: list[Any]) -> str:
    """All that the lines say, with the words of errors."""
    errors = ["".join(traceback.format_exception(line["exc_info"])) for line in lines if line.get("exc_info")]
    return "\n".join([*map(str, lines), *errors])


def test_no_mail_address_is_logged(app: Flask, client: FlaskClient) -> None:
    mail = "lin.zhou@example.org"
    with capture_logs() as lines:
        post(client, "/account/sign-in", mail=mail, password="wrong wrong wrong")
        post(client, "/account/new", mail=mail, name="林舟", password="moonlight over the proscenium", agrees="y")
        post(client, "/account/forgot", mail=mail)
        client.get(f"/search?q={mail}")
        client.get(f"/account/sign-in?next=/x?mail={mail}")
        client.get(f"/nothing/{mail}")
        client.get("/nothing/lin.zhou%40example.org")
        client.post("/account", data={"name": mail}, headers=FROM_HERE)
    assert len(lines) == 11
    assert "lin.zhou" not in told(lines)
    assert "example.org" not in told(lines)


def test_no_signed_link_is_logged(client: FlaskClient) -> None:
    with capture_logs() as lines:
        client.get("/account/reset/a-secret-that-opens")
    assert [line["path"] for line in lines] == ["/account/reset/<token>"]
    assert "a-secret-that-opens" not in told(lines)


@pytest.mark.parametrize(
    "path",
    [
        "/en/unsubscribe/undo/{}", "/follow/confirm/{}/", "/account/confirm/{}/", "//my/{}.ics", "/{}", "/en/nothing/{}/more",
        "/en/follow/confirm/{}%0A", "/following/{}",
    ],
)
@pytest.mark.parametrize("secret", ["WzQsImFiY2RlZiIsMTJd.aBcDeF.Gh-Jk_LmNoPq", "Joo3AjH8Oh0VID4pwc1V8R"])
def test_no_secret_is_logged_where_nothing_answers(client: FlaskClient, path: str, secret: str) -> None:
    with capture_logs() as lines:
        for ask in (client.get, client.put):
            assert ask(path.format(secret)).status_code >= 300
    assert secret[:12] not in told(lines)


def test_what_was_not_found_is_still_told(client: FlaskClient) -> None:
    with capture_logs() as lines:
        client.get("/wp-login.php")
        client.get("/nothing/the-long-bridge")
    assert [line["path"] for line in lines] == ["/wp-login.php", "/nothing/the-long-bridge"]


@pytest.mark.own_application
def test_an_error_of_the_database_tells_no_values(app: Flask, client: FlaskClient) -> None:
    mail = "@".join(("lin" + ".zhou", "example.org"))  # a traceback shows this line too

    def broken() -> str:
        try:
            session.execute(text("SELECT :mail FROM no_such_table"), {"mail": mail})
        except Exception as error:
            raise RuntimeError("it broke") from error
        return ""

    app.add_url_rule("/broken", "broken", broken)
    with capture_logs() as lines:
        client.get("/broken")
    assert "no_such_table" in told(lines)
    assert "lin.zhou" not in told(lines)
