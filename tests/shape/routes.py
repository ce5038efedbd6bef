"""Every route of the site, one a line; `make routes` writes the list anew, and a change of it shows in the review."""

import sys
import tempfile
from pathlib import Path

from flask import Flask

from application import create_app
from core.config import read_settings

LIST = Path(__file__).with_name("routes.txt")
UNASKED = {"HEAD", "OPTIONS"}


# Blueprints that are no pages: health and figures for machines, and the API, which reads without an account.
OPEN = {"core", "events_api", "repertoire_api", "venues_api", "portal_api", "api"}


def declared(app: Flask, endpoint: str) -> str:
    """Who may open it: what its guard says, else what its blueprint says; empty where nothing does."""
    guard = getattr(app.view_functions[endpoint], "rule", "")
    blueprint = app.blueprints.get(endpoint.partition(".")[0])
    return str(guard or getattr(blueprint, "rule", "") or ("public" if endpoint.partition(".")[0] in OPEN else ""))


def lines_of(app: Flask) -> list[str]:
    """`METHODS rule endpoint (who)`, sorted by rule."""
    rules = sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint, sorted(rule.methods or ())))
    return [
        f"{','.join(sorted((rule.methods or set()) - UNASKED))} {rule.rule} {rule.endpoint} ({declared(app, rule.endpoint)})"
        for rule in rules
    ]


def main() -> int:
    """Write the list."""
    with tempfile.TemporaryDirectory() as folder:
        lines = lines_of(create_app(read_settings({"DATA_FOLDER": folder})))
    LIST.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines)} routes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
