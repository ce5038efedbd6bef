"""`make translations`: collects the texts of code and templates, merges them into translations/, compiles them.

The texts stand in English in the code; translations/zh_Hans_CN holds their Chinese. Nothing is guessed: a new text is
empty until somebody writes it, and tests/shape/test_translations.py fails until then.
"""

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from core.config import ROOT

FOLDER = ROOT / "translations"
LOCALES = ("zh_Hans_CN",)
HEAD = "# The texts of the site. `make translations` merges and compiles; write the words by hand."
CODE = (
    "application.py", "core", "delta", "accounts", "venues", "repertoire", "events", "touring", "feeds", "notices", "portal",
)
METHODS = [("**.py", "python"), ("**.html", "jinja2"), ("**.atom", "jinja2"), ("**.xml", "jinja2"), ("**.txt", "jinja2")]
OPTIONS = {"**.html": {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}}
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2), "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2), "lazy_pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),  # type: ignore[dict-item]
}


def new(locale: str | None = None) -> Catalog:
    """An empty catalogue with our own head: no names, no addresses, nothing marked as fuzzy."""
    return Catalog(
        locale=locale, header_comment=HEAD, project="Delta Window", version="1", msgid_bugs_address="", last_translator="",
        language_team="", charset="utf-8", fuzzy=False,
    )


def extracted() -> Catalog:
    """Every text of code and templates, with the files it stands in."""
    catalog = new()
    for name in (*CODE, "templates"):
        folder = ROOT / name
        if not folder.is_dir():
            continue
        found = extract_from_dir(
            str(folder), METHODS, OPTIONS, keywords=KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True,
            directory_filter=lambda path: Path(path).name != "__pycache__",  # by default templates/_macros is left out
        )
        for file, _line, text, comments, context in sorted(found, key=lambda each: (each[0], each[1])):
            catalog.add(text, None, [(f"{name}/{file}", 1)], auto_comments=comments, context=context)
    return catalog


def po_path(locale: str) -> Path:
    """Where a locale's texts stand."""
    return FOLDER / locale / "LC_MESSAGES" / "messages.po"


def read(path: Path, locale: str) -> Catalog:
    """A catalogue as it stands, or an empty one."""
    if not path.exists():
        return new(locale)
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def compiled(catalog: Catalog) -> bytes:
    """The bytes of the .mo file."""
    made = BytesIO()
    write_mo(made, catalog)
    return made.getvalue()


def texts_of(catalog: Catalog) -> Iterator[Message]:
    """The texts that are in use (not the header, nothing obsolete)."""
    return (message for message in catalog if message.id)


def is_translated(message: Message) -> bool:
    """Whether every form of a text has words."""
    forms = message.string if isinstance(message.string, tuple) else (message.string,)
    return bool(forms) and all(forms)


def main() -> int:
    """Merge and compile; names the texts that wait for words."""
    found = extracted()
    for locale in LOCALES:
        path = po_path(locale)
        catalog = read(path, locale)
        dates = catalog.creation_date, catalog.revision_date
        catalog.update(found, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        catalog.creation_date, catalog.revision_date = dates
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, catalog, width=120, sort_output=True, ignore_obsolete=True, include_lineno=False)
        path.with_suffix(".mo").write_bytes(compiled(read(path, locale)))
        empty = [message.id for message in texts_of(catalog) if not is_translated(message)]
        print(f"{path.relative_to(ROOT)}: {len(list(texts_of(catalog)))} texts, {len(empty)} without words")
        for text in empty:
            print(f"  {text!r}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
