"""Organisers’ pages about their calendars: previews, imports, subscribed addresses."""
