"""A production through several cities: tours, stops, routing and settlement (to come)."""
