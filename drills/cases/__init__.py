"""The drills, by what they break; each is a function of a ground and a table."""
