"""Addresses of calendars, and the page that explains them."""
