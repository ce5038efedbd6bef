"""Programs that act for an organisation."""
