"""How long what is known of people is kept, in one place, with the reason. The job in accounts/jobs.py enforces it."""

from dataclasses import dataclass
from datetime import timedelta

from accounts.limits import CONFIRM_WITHIN, NEW_MAIL_WITHIN


@dataclass(frozen=True, slots=True)
class Term:
    """`after` so long what is named goes; `why` it is kept until then."""

    after: timedelta
    why: str


TERMS = {
    "unconfirmed sign-up": Term(CONFIRM_WITHIN, "its link by mail works for as long"),
    "address waiting to be confirmed": Term(NEW_MAIL_WITHIN, "its link by mail works for as long"),
    "ended sign-in": Term(timedelta(0), "it opens nothing any more"),
    "try at something throttled": Term(timedelta(days=1), "the longest limit counts a day"),
    "address and words of a letter": Term(timedelta(days=90), "so that a letter that did not arrive can be looked into"),
    "address of whoever told of a mistake, answered": Term(timedelta(days=30), "for a second word, where the first is unclear"),
    "address of whoever told of a mistake, unanswered": Term(timedelta(days=90), "for the answer; later it comes too late"),
    "what was told of a mistake": Term(timedelta(days=730), "so that a desk sees what was told of a page before"),
    "file that was sent for an import and not confirmed": Term(timedelta(days=2), "so that its preview can be looked at"),
    "file of an import that is done or given up": Term(timedelta(0), "what it stated is listed, or will not be"),
    "wish to follow something, unconfirmed": Term(CONFIRM_WITHIN, "its link by mail works for as long"),
    "follower with nothing to follow": Term(timedelta(days=7), "so that what was ended by mistake can be begun again"),
    "something followed, ended": Term(timedelta(days=30), "so that it can be taken back"),
    "notice that the site sent by itself, and its bare rows": Term(
        timedelta(days=400), "so that a season can be held beside the last"
    ),
    "how a mailbox stands that nobody writes to": Term(timedelta(days=400), "so that what is sent once a year finds it out"),
    "list or robot that nothing is on": Term(timedelta(days=400), "whoever set it up may fill it next season"),
    "browser that opens what is followed without an account": Term(timedelta(0), "after ninety days it opens nothing any more"),
    "closed account": Term(timedelta(0), "all that names somebody goes at once; the bare row keeps the trail's ties"),
}
UNCONFIRMED = TERMS["unconfirmed sign-up"].after
WANTED_MAIL = TERMS["address waiting to be confirmed"].after
ENDED_SIGN_IN = TERMS["ended sign-in"].after
TRY = TERMS["try at something throttled"].after
REPORT_ANSWERED = TERMS["address of whoever told of a mistake, answered"].after
REPORT_UNANSWERED = TERMS["address of whoever told of a mistake, unanswered"].after
REPORT = TERMS["what was told of a mistake"].after
LETTER = TERMS["address and words of a letter"].after
PREVIEW = TERMS["file that was sent for an import and not confirmed"].after
ASKED_TO_FOLLOW = TERMS["wish to follow something, unconfirmed"].after
FOLLOWS_NOTHING = TERMS["follower with nothing to follow"].after
ENDED_FOLLOWING = TERMS["something followed, ended"].after
NOTICE = TERMS["notice that the site sent by itself, and its bare rows"].after
STANDING = TERMS["how a mailbox stands that nobody writes to"].after
EMPTY_WAY = TERMS["list or robot that nothing is on"].after
