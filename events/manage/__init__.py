"""Organisers’ pages of listings and dates."""
