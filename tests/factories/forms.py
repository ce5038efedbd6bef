"""Filling in forms as a browser does: the token from a page of ours, and the word that the request comes from it."""

from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

FROM_HERE = {"Sec-Fetch-Site": "same-origin"}


def token_of(client: FlaskClient, path: str = "/account/sign-in") -> str:
    """A token that holds for this browser."""
    return client.get(path).text.partition('name="csrf_token" value="')[2].partition('"')[0]


def post(client: FlaskClient, path: str, **fields: Any) -> TestResponse:
    """Send a form with a good token."""
    return client.post(path, data={"csrf_token": token_of(client), **fields}, headers=FROM_HERE)
