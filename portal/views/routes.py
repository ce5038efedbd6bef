"""Every page of this package, on its one blueprint."""

from portal.views import appearance, home, pages, share, sitemap

MODULES = (home, pages, appearance, sitemap, share)
bp = home.bp
