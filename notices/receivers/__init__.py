"""What others say inside their transaction, and what is written down of it."""
