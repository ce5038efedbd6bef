"""What the forms of events accept."""
