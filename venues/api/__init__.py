"""Places as JSON: cities, venues, halls."""
