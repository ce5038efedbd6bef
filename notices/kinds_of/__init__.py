"""The kinds of notices that are sent by themselves, one file each."""
