"""What kinds of news, ways and rhythms are called in the reader's language."""

from collections.abc import Iterable

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _

from core.language import language
from notices.models.follower import ChannelCode
from notices.news import A_DAY, NOT_OF_A_DATE, News, digest, reminder

NEWS: dict[str, LazyString] = {
    News.NEW_DATES: _("New dates are announced"),
    News.ON_SALE: _("Tickets go on sale"),
    News.CHANGE: _("The time, the place or the cast changes"),
    News.CANCELLATION: _("It is cancelled or postponed"),
    News.ORGANISER: _("The organiser has something to say about it"),
    News.PROMOTION: _("Offers and advertising by the organiser"),
}
LEADS: dict[str, LazyString] = {
    reminder(60): _("An hour before"),
    reminder(3 * 60): _("Three hours before"),
    reminder(A_DAY): _("A day before"),
    reminder(3 * A_DAY): _("Three days before"),
    reminder(7 * A_DAY): _("A week before"),
}
RHYTHMS: dict[str, LazyString] = {
    digest("daily"): _("Every day"),
    digest("weekly"): _("Once a week"),
}
# The same in a line of a list.
SHORT: dict[str, LazyString] = {
    News.NEW_DATES: _("newly announced dates"),
    News.ON_SALE: _("start of sale"),
    News.CHANGE: _("changes"),
    News.CANCELLATION: _("cancellations"),
    News.ORGANISER: _("the organiser’s news"),
    News.PROMOTION: _("advertising"),
    reminder(60): _("reminder an hour before"),
    reminder(3 * 60): _("reminder three hours before"),
    reminder(A_DAY): _("reminder a day before"),
    reminder(3 * A_DAY): _("reminder three days before"),
    reminder(7 * A_DAY): _("reminder a week before"),
    digest("daily"): _("a summary every day"),
    digest("weekly"): _("a summary once a week"),
}
CHANNELS: dict[str, LazyString] = {
    ChannelCode.MAIL: _("E-mail"),
    ChannelCode.INBOX: _("Your inbox here"),
    ChannelCode.CALENDAR: _("Calendar"),
    ChannelCode.WECOM: _("WeCom group"),
    ChannelCode.DINGTALK: _("DingTalk group"),
    ChannelCode.FEISHU: _("Feishu group"),
    ChannelCode.WEBHOOK: _("Webhook"),
}


def news_offered(*, is_one_date: bool) -> dict[str, LazyString]:
    """The news that there can be of a thing."""
    return {word: said for word, said in NEWS.items() if not (is_one_date and word in NOT_OF_A_DATE)}


def listed(several: Iterable[str]) -> str:
    """Words in a row, as one writes them."""
    return ("、" if language() == "zh" else ", ").join(several)


def news_words(words: Iterable[str]) -> str:
    """What is wanted, in a line."""
    return listed(str(SHORT[word]) for word in words if word in SHORT)


def way_words(channel: str, name: str = "") -> str:
    """What a way is called; several of a channel are told apart by their names."""
    called = str(CHANNELS.get(channel, channel))
    return gettext("%(way)s: %(name)s", way=called, name=name) if name else called
