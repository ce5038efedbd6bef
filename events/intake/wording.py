"""What is said about the rows of a table, and what its columns are called, in the reader's language."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from events.intake.columns import Column

COLUMNS: dict[Column, LazyString] = {
    Column.TITLE: _("Title"), Column.TITLE_EN: _("Title in English"), Column.DATE: _("Date (or first day)"),
    Column.TIME: _("Starts at"), Column.END_TIME: _("Ends at"), Column.LAST_DATE: _("Last day"), Column.VENUE: _("House"),
    Column.HALL: _("Hall"), Column.CITY: _("City"), Column.KIND: _("Kind"), Column.GENRE: _("Genre"),
    Column.PRICE: _("Prices"), Column.DURATION: _("Minutes"), Column.INTERVAL: _("Interval in minutes"),
    Column.AGE: _("Least age"), Column.PERFORMERS: _("Main performers"),
    Column.PERFORMERS_EN: _("Main performers in English"), Column.SUMMARY: _("Summary"),
    Column.SUMMARY_EN: _("Summary in English"), Column.SELLER: _("Ticket seller"), Column.TICKETS: _("Ticket link"),
    Column.CONTACT: _("Contact"), Column.NUMBER: _("Your own number"),
}
SHEET_WORDS: dict[str, LazyString] = {
    # The whole file
    "too_large": _("The file is larger than 10 MB."),
    "empty": _("The file is empty."),
    "old_excel": _("This is an old Excel file (.xls), or one with a password. Save it as .xlsx without a password."),
    "macros": _("The workbook holds macros. Save it as .xlsx without them."),
    "lying_name": _("The file is not what its name says. Send an Excel workbook (.xlsx) or a text table (.csv)."),
    "broken": _("The file is damaged and cannot be read. Save it again and send it once more."),
    "bomb": _("The file unpacks to more than we read, or declares things that a table does not need."),
    "locked": _("The file is locked with a password."),
    "html": _("This is a web page, not a table."),
    "utf16": _("The file is written in UTF-16. Save it as UTF-8."),
    "encoding": _("The file is written neither in UTF-8 nor in GB18030. Save it as UTF-8."),
    "too_many_rows": _("The table has more than 6,000 rows. Send it in parts."),
    "slow": _("Reading the file took too long, so it was stopped. Nothing of it is taken."),
    "memory": _("Reading the file needed too much memory, so it was stopped. Nothing of it is taken."),
    "too_much": _("The table holds more than we can show at once. Send it in parts."),
    "crashed": _("The file could not be read. Nothing of it is taken."),
    "column_missing": _("No column says this. Choose it below."),
    # A row, left out
    "no_title": _("There is no title."),
    "no_date": _("There is no date. (A formula counts as empty: paste it as a value.)"),
    "bad_date": _("“%(words)s” is no date that we can read."),
    "two_readings": _("“%(words)s” can be read in two ways. Write the year first: 2026-12-05."),
    "weekday_differs": _("“%(words)s”: that day is another day of the week."),
    "bad_time": _("“%(words)s” is no time that we can read. One row is one performance; write 19:30."),
    "midnight": _("“%(words)s”: write 00:00 and the next day."),
    "ends_before_it_starts": _("The last day is before the first."),
    "days_and_time": _("A time and several days: write one row for each performance."),
    "too_long": _("“%(words)s…” is too long."),
    "in_the_past": _("“%(words)s” is in the past: left out."),
    "row_repeated": _("The same as row %(first)s, or the same number."),
    # A row, taken without something
    "no_time": _("No time is stated, so this is taken as a whole day. A performance needs the time at which it begins."),
    "city_differs": _("“%(words)s” contradicts the place, which is in another city; the city of the row is left out."),
    "bad_price": _("“%(words)s” is no price that we can read; it is left out."),
    "bad_number": _("“%(words)s” is no number that fits here; it is left out."),
    "bad_url": _("“%(words)s” is no web address; it is left out."),
    "unknown_word": _("“%(words)s” is not a word that we know here; it is left out."),
    "unknown_city": _("“%(words)s” is none of the 41 cities; it is left out."),
    "two_cities": _("“%(words)s” could be two cities: write it in Chinese."),
}
