"""What this package tells those above it, inside the running transaction."""

from blinker import Signal

production_changed = Signal(
    "Facts of a production changed that its performances show. Sender: the Production. at: the moment. minutes: before."
)
