"""Organisers' pages of imports and subscribed addresses."""
