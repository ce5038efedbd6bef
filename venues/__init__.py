"""Venues and the halls in them."""
