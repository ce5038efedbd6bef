"""What this package tells those above it, inside the running transaction."""

from blinker import Signal

organisation_changed = Signal("An organisation's name changed. Sender: the Organisation. at: the moment.")
notice_wanted = Signal(
    "Somebody is to be told. Sender: the kind (str). at, person_id, mail, language, key, facts, due_at, group, organisation_id."
)
notice_recalled = Signal("What was told under a group and not sent is taken back. Sender: the group (str). at: the moment.")
