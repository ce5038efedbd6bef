"""Every page of this package, on its one blueprint."""

from portal.views import appearance, counting, developers, home, pages, search, share, sitemap
from portal.views import map as map_page

MODULES = (home, map_page, pages, developers, appearance, sitemap, share, search, counting)
bp = home.bp
