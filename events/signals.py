"""What this package tells those above it, inside the running transaction."""

from blinker import Signal

performance_changed = Signal("A performance's shown facts changed. Sender: the Performance. at: the moment.")
event_changed = Signal("Facts of an event or its runs changed that its performances show. Sender: the Event. at: the moment.")
listings_staged = Signal("Listings that will be public at once were written, still unseen. Sender: their keys. at: the moment.")
listings_shown = Signal("What was staged is public from now on. Sender: the keys of the events. at: the moment.")
