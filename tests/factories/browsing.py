"""Forms as a browser sends them: from our own page, with its token and all that it holds."""

import io
import re
from collections.abc import Mapping
from typing import Any

from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

FROM_HERE = {"Sec-Fetch-Site": "same-origin"}
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def token_in(page: str) -> str:
    """The token of a page's forms."""
    found = _TOKEN.search(page)
    assert found, "no form on this page"
    return found[1]


def _part(value: Any) -> Any:
    return FileStorage(io.BytesIO(value[0].getvalue()), filename=value[1]) if isinstance(value, tuple) else str(value)


def send(
    client: FlaskClient, path: str, data: Mapping[str, Any] | None = None, *, at: str = "", status: int | None = None
) -> TestResponse:
    """Open `at` (or `path`), then post to `path` with the token of that page; the answer must have this status."""
    page = client.get(at or path)
    assert page.status_code == 200, (at or path, page.status_code)
    return post(client, path, {"csrf_token": token_in(page.text), **(data or {})}, status=status)


def post(client: FlaskClient, path: str, data: Mapping[str, Any], *, status: int | None = None) -> TestResponse:
    """Post as our own page does; files are (stream, name) pairs."""
    if any(isinstance(value, tuple) for value in data.values()):
        # The client's own way leaves a temporary file open where the body is large.
        parts = {name: _part(value) for name, value in data.items()}
        boundary, body = encode_multipart(parts)
        kind = f'multipart/form-data; boundary="{boundary}"'
        answer = client.post(path, data=body, headers=FROM_HERE, content_type=kind, buffered=True)
    else:
        answer = client.post(path, data=dict(data), headers=FROM_HERE, buffered=True)
    assert status is None or answer.status_code == status, (path, answer.status_code, answer.text[:3_000])
    return answer
