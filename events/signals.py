"""What this package tells those above it, inside the running transaction."""

from blinker import Signal

performance_changed = Signal("Shown facts of a public performance changed, or it became so. Sender: the Performance. at: when.")
performances_changed = Signal("The same of several performances at once. Sender: a tuple of them. at: the moment.")
event_changed = Signal("Facts of a public event or its runs changed, or it became public. Sender: the Event. at: the moment.")
listings_staged = Signal("Listings that will be public at once were written, still unseen. Sender: their keys. at: the moment.")
listings_shown = Signal("What was staged is public from now on. Sender: the keys of the events. at: the moment.")
listings_extending = Signal(
    "Public listings will get the dates that an import wrote. Sender: their keys. intake_id: which. Answers what is prepared."
)
listings_extended = Signal(
    "Public listings got dates by statements that pass the session by. Sender: their keys. at: when. prepared: those answers."
)
deed_told = Signal("What a deed or a batch did is told at once, or waits no longer. Sender: the dates’ keys. at: the moment.")
