"""What is pure in the search: how texts are folded, read aloud, cut into tokens, matched and ordered."""
