"""Public pages of what is on."""
