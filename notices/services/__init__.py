"""Deeds on the outbox."""
