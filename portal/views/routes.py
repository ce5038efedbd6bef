"""Every page of this package, on its one blueprint."""

from portal.views import appearance, home, pages, sitemap

MODULES = (home, pages, appearance, sitemap)
bp = home.bp
