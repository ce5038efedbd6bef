"""One file for each kind of notice."""
