"""Who follows what, what they are told, and what became of each telling."""
