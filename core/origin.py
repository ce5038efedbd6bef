"""Writing without an account: a form that changes nothing but the asker's own cookie may be sent from our own pages only."""

from collections.abc import Callable
from functools import wraps
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from flask import abort, request

from core.web import settings

View = Callable[..., Any]
FORWARDING = {"Forwarded", "Via", "X-Real-Ip", "Cf-Connecting-Ip", "True-Client-Ip"}


def comes_from_here() -> bool:
    """Whether a browser says that the request was made by a page of ours.

    Sec-Fetch-Site decides where it is sent; else Origin, else Referer. A request that says nothing comes from elsewhere.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    stated = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return _origin(stated) in {_origin(settings().public_base_url), _origin(request.host_url)} - {("", "")}


def _origin(address: str) -> tuple[str, str]:
    try:
        parts = urlsplit(address)
    except ValueError:
        return "", ""
    return (parts.scheme, parts.netloc) if parts.scheme in {"http", "https"} else ("", "")


def from_our_pages(view: View) -> View:
    """The guard of such a view: 403 for a request from elsewhere (quality.md 2.5)."""

    @wraps(view)
    def guarded(*args: Any, **values: Any) -> Any:
        if not comes_from_here():
            abort(403)
        return view(*args, **values)

    guarded.guard = "from_our_pages"  # type: ignore[attr-defined]
    return guarded


def asks_from_this_machine() -> bool:
    """Whether the request comes from this machine itself, and not through a proxy on it."""
    try:
        is_loopback = ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
    is_forwarded = any(name.startswith("X-Forwarded") or name in FORWARDING for name, _ in request.headers)
    return is_loopback and not is_forwarded and request.host.rsplit(":", 1)[0] in {"127.0.0.1", "localhost", "[::1]"}
