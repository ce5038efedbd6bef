"""Pages of organisers and of the site's staff."""
