"""Every page of this package, on its one blueprint."""

from portal.views import home, pages, search

MODULES = (home, pages, search)
bp = home.bp
