"""The shared pieces of the JSON API: one description from which routes, checks, document and page are made."""
