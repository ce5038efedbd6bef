"""The site with one address that takes two seconds."""

import time
from collections.abc import Callable, Iterable
from typing import Any

from wsgi import app as site


def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """/slow waits; all else is the site's."""
    if environ["PATH_INFO"] != "/slow":
        return site(environ, start_response)
    time.sleep(2)
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "4")])
    return [b"done"]
