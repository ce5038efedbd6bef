"""Security headers on every answer; the policy allows nothing inline and nobody else (quality.md 2.6)."""

from datetime import timedelta

from flask import Flask, Response, g
from werkzeug.middleware.proxy_fix import ProxyFix

from core.config import Settings

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}

# What other sites show in a frame: nothing in it posts, and it loads from us alone, so that a host that isolates itself
# (COEP) may show it as well.
FRAMED_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors *"
)
FRAMED = {name: value for name, value in HEADERS.items() if name != "X-Frame-Options"} | {
    "Content-Security-Policy": FRAMED_POLICY,
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}
FRAMING = HEADERS | {"Content-Security-Policy": f"{POLICY}; frame-src 'self'"}


# A stranger's file, handed out as a download: whatever opens it regardless may load and run nothing.
HANDED_OUT = HEADERS | {
    "Content-Security-Policy": "default-src 'none'; sandbox", "Cross-Origin-Resource-Policy": "same-origin",
}


def hand_out() -> None:
    """The answer to this request is a file as a stranger sent it."""
    g.security_headers = HANDED_OUT


def keep_address_secret() -> None:
    """The address of this request is a secret: no page that it leads to is told of it."""
    g.security_headers = HEADERS | {"Referrer-Policy": "no-referrer"}


def let_be_framed() -> None:
    """The answer to this request, an error too, may stand in a frame on any site."""
    g.security_headers = FRAMED


def is_framed() -> bool:
    """Whether the answer to this request may stand in a frame on any site."""
    return g.get("security_headers") is FRAMED


def let_frame_ours() -> None:
    """The answer to this request may show pages of ours in a frame."""
    g.security_headers = FRAMING


def init_app(app: Flask, settings: Settings) -> None:
    """Headers, hosts that are answered, cookies, limits of bodies, and proxies that are believed."""
    app.config.update(
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=settings.production,
        SESSION_COOKIE_NAME="__Host-session" if settings.production else "session",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=timedelta(days=90),
        MAX_CONTENT_LENGTH=2 * 2**20,
        MAX_FORM_MEMORY_SIZE=512 * 2**10,
        MAX_FORM_PARTS=500,
        TRUSTED_HOSTS=list(settings.trusted_hosts) or None,
    )
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    usual = dict(HEADERS)
    if settings.map_tiles_origin:
        usual["Content-Security-Policy"] = POLICY.replace("img-src ", f"img-src {settings.map_tiles_origin} ")
    always = [("Strict-Transport-Security", "max-age=31536000")] if settings.production else []

    @app.after_request
    def _secure(response: Response) -> Response:
        response.headers.extend([*g.get("security_headers", usual).items(), *always])
        return response
