"""One function a deed: what can be done to events, runs and performances."""
