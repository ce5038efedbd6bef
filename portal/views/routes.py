"""Every page of this package, on its one blueprint."""

from portal.views import appearance, home, pages

MODULES = (home, pages, appearance)
bp = home.bp
