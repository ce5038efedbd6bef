"""Pages of this package at the desks."""
