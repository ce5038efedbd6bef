"""Security headers on every answer; the policy allows nothing inline and nobody else (quality.md 2.6)."""

from flask import Flask, Response
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


def init_app(app: Flask, settings: Settings) -> None:
    """Headers, hosts that are answered, cookies, limits of bodies, and proxies that are believed."""
    app.config.update(
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=settings.production,
        MAX_CONTENT_LENGTH=2 * 2**20,
        MAX_FORM_MEMORY_SIZE=512 * 2**10,
        MAX_FORM_PARTS=500,
        TRUSTED_HOSTS=list(settings.trusted_hosts) or None,
    )
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    headers = dict(HEADERS)
    if settings.map_tiles_origin:
        headers["Content-Security-Policy"] = POLICY.replace("img-src ", f"img-src {settings.map_tiles_origin} ")
    if settings.production:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    fixed = list(headers.items())

    @app.after_request
    def _secure(response: Response) -> Response:
        response.headers.extend(fixed)
        return response
