"""Every page of this package, on its one blueprint."""

from portal.views import developers, home, pages

MODULES = (home, pages, developers)
bp = home.bp
