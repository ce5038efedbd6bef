"""Calendars that people subscribe to: entries, feeds and the pages that explain them."""
