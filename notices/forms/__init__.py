"""What the desks of notices accept: shape only; rules belong to services."""
