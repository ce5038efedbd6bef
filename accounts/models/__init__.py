"""People, the organisations that they act for, and what is remembered of both."""
