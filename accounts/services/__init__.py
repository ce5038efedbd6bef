"""Deeds on people and organisations."""
