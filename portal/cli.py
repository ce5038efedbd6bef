"""Commands that load the site's data."""

from flask.cli import AppGroup

load_group = AppGroup("load", help="Load reference data or the demo season.")
