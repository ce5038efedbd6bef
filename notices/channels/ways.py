"""The ways out that this installation has: one line a channel."""

from collections.abc import Callable, Mapping

from core.config import Settings
from notices.channels.channel import Channel
from notices.channels.file import Folder
from notices.channels.posted import POSTED
from notices.channels.smtp import Smtp

WAYS: tuple[Callable[[Settings], Channel], ...] = (
    lambda stated: Smtp(stated.mail_server) if stated.mail_server else Folder(stated.mail_folder),
    *POSTED,
)


def ways_out(stated: Settings) -> Mapping[str, Channel]:
    """The channels by their codes."""
    return {channel.code: channel for channel in (make(stated) for make in WAYS)}
