"""Every address of the import pages, on their one blueprint."""

from feeds.manage import imports, sources
from feeds.manage.blueprint import IMPORTS, bp
from feeds.manage.tokens import TOKENS

PLACES = (IMPORTS, TOKENS)
__all__ = ["PLACES", "bp", "imports", "sources"]
