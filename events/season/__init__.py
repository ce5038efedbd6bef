"""Plans a demo season: pure, the same for the same wish; events/services/demo.py writes what is planned here."""
