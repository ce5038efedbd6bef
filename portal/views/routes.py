"""Every page of this package, on its one blueprint."""

from portal.views import home, pages

MODULES = (home, pages)
bp = home.bp
