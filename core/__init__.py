"""What stands under everything and names no domain: database, types, clock, language, pages."""
