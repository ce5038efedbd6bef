"""The pages of whoever follows something."""
