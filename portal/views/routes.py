"""Every page of this package, on its one blueprint."""

from portal.views import appearance, developers, home, pages, share, sitemap
from portal.views import map as map_page

MODULES = (home, map_page, pages, developers, appearance, sitemap, share)
bp = home.bp
