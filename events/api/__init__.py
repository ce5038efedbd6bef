"""What happens when and where, as JSON: events, festivals, performances."""
