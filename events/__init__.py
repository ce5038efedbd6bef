"""What happens when and where: events, their runs in one hall, and the dated performances."""
