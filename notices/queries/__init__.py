"""Every select of this package."""
