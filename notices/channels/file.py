"""Letters into a folder, while no mail server is set: one .eml a letter, owner only."""

import os
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path

from notices.channels.channel import Outcome


class Folder:
    """A folder that letters are put into; the same letter again is the same file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, letter: EmailMessage, to: str) -> Outcome:
        """Write one file."""
        del to
        name = sha256(str(letter["Message-ID"]).encode()).hexdigest()[:16]
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            draft = self._folder / f".{name}"
            with os.fdopen(os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
                file.write(letter.as_bytes())
            draft.replace(self._folder / f"{name}.eml")
        except OSError as error:
            return Outcome(type(error).__name__, is_shut=True)
        return Outcome()
