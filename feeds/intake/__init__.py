"""Reading foreign calendars: only facts come through, never a time zone, a rule or a word of markup of the file's own."""
