"""Works: productions, the companies and artists who make them, and their credits."""
