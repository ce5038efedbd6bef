"""Front page, pages about the site, and the commands that load its data."""
