"""What this package tells those above it, inside the running transaction."""

from blinker import Signal

organisation_changed = Signal("An organisation's name changed. Sender: the Organisation. at: the moment.")
