"""Pages for one reader: kept by nobody, indexed by nobody."""

from flask import Flask, Response, g


def init_app(app: Flask) -> None:
    """Whatever a guard let through is no-store."""

    @app.after_request
    def _keep_nowhere(response: Response) -> Response:
        if g.get("is_private"):
            response.headers["Cache-Control"] = "no-store"
            response.headers["X-Robots-Tag"] = "noindex"
            response.headers["Referrer-Policy"] = "same-origin"
        return response
