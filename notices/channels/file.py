"""Letters into a folder, while no mail server is set: one .eml a letter, owner only."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from notices.channels.channel import Message, Outcome
from notices.channels.mail import mail_of, message_id
from notices.models.follower import ChannelCode


class Folder:
    """A folder that letters are put into; the same letter again is the same file."""

    code = ChannelCode.MAIL.value

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def opened(self) -> Iterator["Folder"]:
        """A folder is open as it is."""
        yield self

    def send(self, message: Message) -> Outcome:
        """Write one file."""
        try:
            written = mail_of(message)
        except ValueError as error:
            return Outcome(type(error).__name__, for_good=True)
        name = sha256(message_id(message).encode()).hexdigest()[:16]
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            draft = self._folder / f".{name}"
            with os.fdopen(os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
                file.write(written)
            draft.replace(self._folder / f"{name}.eml")
        except OSError as error:
            return Outcome(type(error).__name__, is_shut=True)
        return Outcome()
