"""People and the organisations that they act for."""
