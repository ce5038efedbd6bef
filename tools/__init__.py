"""What the Makefile needs beyond make: plain programs, standard library only where they run before the installation."""
