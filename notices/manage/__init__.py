"""Pages of this package at the desks: an organisation's own notices, the staff's banners and outbox."""
