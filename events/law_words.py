"""The rules in short, as organisers read them: what stands behind a finding of the checks (domain.md 2)."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

# By the house's own number: a short name, and what it asks.
RULES: dict[str, tuple[LazyString, LazyString]] = {
    "R1": (
        _("An approval for every commercial show"),
        _("A show for money is approved by the culture department of the district or county where it is played, before "
          "tickets are sold. Free shows for the public, forums and rehearsals need none: say why."),
    ),
    "R3": (
        _("Who may invite performers from abroad"),
        _("Shows with performers from abroad, Hong Kong, Macao or Taiwan are held by a performance agency, or by a company "
          "that invites them into a show of its own."),
    ),
    "R5": (
        _("What was approved is what is played"),
        _("An approval names title, organiser, performers, time and place. Whoever changes one of these applies again; until "
          "then the ticket link is hidden."),
    ),
    "R7": (
        _("No more tickets than places"),
        _("The police approve how many may come. The tickets of all price tiers together stay within that number."),
    ),
    "R8": (
        _("Title and advertising are true"),
        _("The title of a commercial show does not say 中国, 中华, 全国 or 国际 without a ground, no public body is its "
          "organiser, and nothing in it misleads. Festivals, forums and fairs keep their own names."),
    ),
    "R14": (
        _("Who may be organiser of record"),
        _("A company or a performer with a filing holds its own show; a show that is put together is held by a "
          "performance agency, or by a house on its own stage. A house rents out its stage, a broker mediates: the show is "
          "held by others."),
    ),
    "R15": (
        _("From 5,000 people on: 85 of 100 tickets for everybody"),
        _("At least 85 of 100 of the approved places are sold publicly, under real names."),
    ),
    "R16": (
        _("70 of 100 tickets for everybody"),
        _("At least 70 of 100 of the approved places of a commercial show are sold publicly."),
    ),
    "R17": (
        _("What a buyer has to be told"),
        _("Where tickets are sold, the page says how long it lasts, who plays, what it costs, for which age it is and how "
          "tickets are refunded. Nothing is added to the price."),
    ),
    "R18": (
        _("Licensed sellers only"),
        _("This site sells no tickets. It leads to sellers who are named, with their licence."),
    ),
}


def rule_name(rule: str) -> str:
    """A rule in a few words; empty where a finding rests on none."""
    return str(RULES[rule][0]) if rule in RULES else ""
