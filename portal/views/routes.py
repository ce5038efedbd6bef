"""Every page of this package, on its one blueprint."""

from portal.views import developers, home, pages
from portal.views import map as map_page

MODULES = (home, map_page, pages, developers)
bp = home.bp
