"""What is wrong with a way, in the reader's language."""

from flask_babel import gettext

from notices.channels.robot import KEYWORD
from notices.channels.trouble import Trouble, trouble_of


def trouble_words(problem: str) -> str:
    """What is wrong, and what helps. `problem`: an outcome's, or its first word."""
    known = {
        Trouble.KEY: gettext("There is no such robot any more: it was removed or switched off. Add it anew."),
        Trouble.SIGN: gettext("The signing secret does not fit. Copy it again from the robot's security settings."),
        Trouble.KEYWORD: gettext(
            "The robot lets only messages with its keyword through. Enter %(keyword)s as its keyword.", keyword=KEYWORD
        ),
        Trouble.NETWORK: gettext("The robot takes messages from listed addresses only. Choose signing or a keyword instead."),
        Trouble.GONE: gettext("The other side said that it is gone for good."),
        Trouble.ADDRESS: gettext("This address cannot be asked from here: it is not one of the open net."),
        Trouble.RATE: gettext("Too many messages in a minute. We wait and go on."),
        Trouble.BUSY: gettext("The other side did not answer. We try again."),
        Trouble.ANSWER: gettext("The other side answered something that we do not understand. We try again."),
        Trouble.REFUSED: gettext("The other side refused the message. We try again."),
        Trouble.CONTENT: gettext("The other side did not take this message, for its length or its words."),
    }
    trouble = trouble_of(problem)
    return known[trouble] if trouble is not None else gettext("It did not work.")


