"""What comes back of letters: delivery reports and complaints."""
