"""A browser at an organisation's desk: forms sent with their token, as its own pages send them."""

from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

FROM_HERE = {"Sec-Fetch-Site": "same-origin"}


def token(client: FlaskClient) -> str:
    """The token of this browser's forms."""
    page = client.get("/account/sign-in").text
    return page.partition('name="csrf_token" value="')[2].partition('"')[0]


def send(client: FlaskClient, path: str, **typed: Any) -> TestResponse:
    """Send a form."""
    return client.post(path, data={"csrf_token": token(client)} | typed, headers=FROM_HERE)


def autosave(client: FlaskClient, path: str, **typed: Any) -> TestResponse:
    """Send a form as the small script does while somebody types."""
    return client.post(path, data={"csrf_token": token(client)} | typed, headers=FROM_HERE | {"X-Autosave": "1"})


def seen_in(page: str) -> str:
    """What a section's form says that it was made from."""
    return page.partition('name="seen" type="hidden" value="')[2].partition('"')[0]
