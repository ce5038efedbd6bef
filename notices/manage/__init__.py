"""The desks of notices: an organisation's own, and the staff's with the site's banners."""
