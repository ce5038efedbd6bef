"""Deeds of this package."""
