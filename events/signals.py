"""What this package tells those above it, inside the running transaction."""

from blinker import Signal

performance_changed = Signal("A performance's shown facts changed. Sender: the Performance. at: the moment.")
performances_changed = Signal("Shown facts of several performances changed at once. Sender: a tuple of them. at: the moment.")
event_changed = Signal("Facts of an event or its runs changed that its performances show. Sender: the Event. at: the moment.")
