"""Who follows what, who is told what, and the ways it goes out."""
