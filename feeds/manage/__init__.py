"""Organisers’ pages about their calendars."""
