"""What this package tells those above it, inside the running transaction."""

from blinker import Signal

venue_changed = Signal("Name, address or place of a venue or its halls changed. Sender: the Venue. at: the moment.")
