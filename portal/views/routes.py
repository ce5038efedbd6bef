"""Every page of this package, on its one blueprint."""

from portal.views import appearance, confirm, counting, developers, home, pages, report, search, share, sitemap
from portal.views import map as map_page

MODULES = (home, map_page, pages, developers, appearance, sitemap, share, search, counting, report, confirm)
bp = home.bp
