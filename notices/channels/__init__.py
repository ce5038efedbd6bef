"""The ways out, one file each behind one protocol (notices/channels/channel.py)."""
