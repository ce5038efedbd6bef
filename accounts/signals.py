"""What this package tells those above it, inside the running transaction."""

from blinker import Signal

organisation_changed = Signal("An organisation's name changed. Sender: the Organisation. at: the moment.")
notice_wanted = Signal(
    "Somebody is to be told. Sender: the kind (str). at, person_id, mail, language, key, facts, due_at, group, organisation_id."
)
notice_recalled = Signal("What was told under a group and not sent is taken back. Sender: the group (str). at: the moment.")
organisation_merged = Signal(
    "Two organisations became one. Sender: the Organisation that is kept. merged: the other one; at: the moment. Whoever has "
    "rows that name the other one lets them name the kept one."
)
organisation_closing = Signal(
    "An organisation is to close. Sender: the Organisation. at: the moment. Each receiver answers what has to be seen to "
    "first: a list of Obstacle (accounts/obstacles.py)."
)
organisation_closed = Signal(
    "An organisation closes for good. Sender: the Organisation, still whole. at: the moment; actor: who closes it. Whatever "
    "still runs on its behalf ends."
)
mail_changed = Signal(
    "A person has another confirmed address. Sender: the Person. old: the one before (str), confirmed, too; at: the moment."
)
browser_leaves = Signal("This browser signs out, and what else its cookie holds goes. Sender: None.")
others_shut_out = Signal(
    "A person signed out everywhere, or has another password: whoever else was in is out. Sender: the Person. at: the moment."
)
person_exported = Signal("A person asks what is stored of them. Sender: the Person. at. Each receiver answers a dict of JSON.")
person_removed = Signal("A person goes. Sender: the Person, still whole. at. What names them must forget them.")
demo_owner_named = Signal("The demo organiser owns an organisation of the demo. Sender: the Organisation. at: the moment.")
notice_hastened = Signal("What was told under a group and waits is to go out at once. Sender: the group (str). at: the moment.")
