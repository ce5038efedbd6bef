"""Who is told what: the outbox of letters, and the ways they go out."""
