"""The page that composes an embed: the lines it writes, the choices it keeps, what it refuses."""

import html as escapes
import re

import pytest
from flask.testing import FlaskClient

from core.security import POLICY
from events.filters import Filters
from feeds.appearance import parse_appearance
from feeds.views.compose import Composed, height_of, script_line
from tests.conftest import CountQueries
from tests.events.test_views_lists import html
from tests.factories import events

OWN = "own=1&accent=%230A7D55&ground=%23ffffff&ink=%23222222"


def lines(page: str) -> tuple[str, str]:
    """The line with a script, and the one without, as a reader copies them."""
    found = re.findall(r"<textarea[^>]*>(.*?)</textarea>", page, re.S)
    assert len(found) == 2
    return escapes.unescape(found[0]), escapes.unescape(found[1])


def test_the_lines_of_a_first_visit(client: FlaskClient) -> None:
    script, frame = lines(html(client, "/en/embed/compose"))
    assert script == (
        '<script src="https://window.example/embed.js" data-language="en" data-title="Delta Window" async></script>'
    )
    assert frame == (
        '<iframe src="https://window.example/en/embed" title="Delta Window" width="100%" height="1340" loading="lazy" '
        'frameborder="0"></iframe>'
    )


def test_the_lines_name_all_that_was_chosen(client: FlaskClient) -> None:
    script, frame = lines(html(client, f"/en/embed/compose?city=hangzhou&kind=show&in=zh&rows=5&look=dark&{OWN}"))
    assert script == (
        '<script src="https://window.example/embed.js" data-city="hangzhou" data-kind="show" data-rows="5" data-look="dark" '
        'data-accent="0a7d55" data-ground="ffffff" data-ink="222222" data-language="zh" '
        'data-title="长三角之窗 · 杭州" async></script>'
    )
    assert frame.startswith(
        '<iframe src="https://window.example/embed?city=hangzhou&amp;kind=show&amp;rows=5&amp;look=dark&amp;accent=0a7d55'
        '&amp;ground=ffffff&amp;ink=222222" title="长三角之窗 · 杭州" '
    )


def test_the_lines_lead_to_what_the_preview_shows(client: FlaskClient) -> None:
    page = html(client, f"/en/embed/compose?city=hangzhou&rows=5&{OWN}")
    shown = escapes.unescape(re.findall(r'<iframe id="preview" src="([^"]*)"', page)[0])
    assert html(client, shown).count("<h1>") == 1
    assert f"https://window.example{shown}" in escapes.unescape(lines(page)[1])


def test_the_form_stands_as_it_was_sent(client: FlaskClient) -> None:
    page = html(client, f"/en/embed/compose?city=hangzhou&kind=show&in=zh&rows=5&look=dark&{OWN}")
    for piece in (
        '<option value="hangzhou" selected>', 'name="kind" value="show" checked>', '<option value="zh" lang="zh-CN" selected>',
        'max="20" value="5"', '<option value="dark" selected>', 'name="own" value="1" checked', 'value="#0a7d55"',
    ):
        assert piece in page, piece


def test_colours_count_only_where_they_are_wanted(client: FlaskClient) -> None:
    script, frame = lines(html(client, "/en/embed/compose?accent=%230A7D55&ground=%23ffffff&ink=%23222222"))
    assert "accent" not in script + frame


def test_one_thing_is_shown_by_its_address(client: FlaskClient) -> None:
    events.show()
    page = html(client, "/en/embed/compose?show=venues/the-long-bridge-house&city=hefei")
    script, frame = lines(page)
    assert 'data-show="venues/the-long-bridge-house"' in script
    assert "hefei" not in script + frame
    assert 'src="https://window.example/en/embed/venues/the-long-bridge-house"' in frame
    assert 'title="Delta Window · River Theatre"' in frame
    assert 'src="https://window.example/embed/premieres"' in lines(html(client, "/embed/compose?show=premieres"))[1]


def test_names_of_the_script_s_own_are_packed(client: FlaskClient) -> None:
    class Foreign(Filters):
        def pairs(self) -> list[tuple[str, str]]:
            return [("language", "en"), ("kind", "show"), ("kind", "forum"), ("city", "hefei")]

    asked = Composed(filters=Foreign(), shown="", speaks="zh", look=parse_appearance({}), has_colours=False)
    with client.application.test_request_context("/"):
        line = script_line(asked, 'A "title" & <more>')
    assert line == (
        '<script src="https://window.example/embed.js" data-city="hefei" data-query="language=en&amp;kind=show&amp;kind=forum" '
        'data-language="zh" data-title="A &#34;title&#34; &amp; &lt;more&gt;" async></script>'
    )


def test_the_page_may_frame_our_own_and_no_more(client: FlaskClient) -> None:
    answer = client.get("/embed/compose")
    assert answer.headers.getlist("Content-Security-Policy") == [f"{POLICY}; frame-src 'self'"]
    assert answer.headers["Cache-Control"] == "public, no-cache"
    assert "frame-src" not in client.get("/subscribe").headers["Content-Security-Policy"]


def test_the_policy_that_a_host_needs_is_told(client: FlaskClient) -> None:
    page = html(client, "/en/embed/compose")
    assert "<code>frame-src https://window.example</code>" in page
    assert "<code>script-src https://window.example</code>" in page


@pytest.mark.parametrize(
    ("feed", "leads_to"),
    [
        ("", "/en/embed/compose"), ("/en/calendar.ics?city=hefei&kind=forum", "/en/embed/compose?city=hefei&amp;kind=forum"),
        ("/en/cities/hefei.ics", "/en/embed/compose?show=cities/hefei"),
        ("/en/premieres.ics", "/en/embed/compose?show=premieres"),
        ("/en/strands/old-town.ics", "/en/embed/compose?show=strands/old-town"),
    ],
)
def test_every_feed_leads_to_its_own_embed(client: FlaskClient, feed: str, leads_to: str) -> None:
    answer = client.get("/en/subscribe", query_string={"feed": feed} if feed else {})
    assert f'href="{leads_to}">Show this calendar on your site' in answer.text.replace("%2F", "/")
    assert client.get(leads_to.replace("&amp;", "&")).status_code == 200


def test_a_single_date_has_no_embed(client: FlaskClient) -> None:
    row = events.show()
    page = html(client, f"/en/subscribe?feed=/en/performances/{row.id}.ics")
    assert "Show this calendar on your site" not in page


def test_the_language_switch_keeps_the_choice(client: FlaskClient) -> None:
    page = html(client, "/en/embed/compose?city=hefei&rows=5")
    assert 'href="/embed/compose?city=hefei&amp;in=en&amp;rows=5"' in page
    assert 'data-language="en"' in lines(html(client, "/embed/compose?city=hefei&in=en&rows=5"))[0]


BAD = [
    ("city=atlantis", 404), ("kind=x", 404), ("rows=1000000", 404), ("look=x", 404), ("in=fr", 404), ("show=nothing", 404),
    ("show=venues/none", 404), ("show=planets/mars", 404), ("show=../../etc", 404), ("own=1&ink=red", 400), ("ink=%ff", 400),
    ("show=" + "a" * 10_000, 404), ("show=venues/" + "a" * 10_000, 404), ("own=1&accent=" + "f" * 10_000, 400),
    ("in=" + "e" * 10_000, 404), ("show=venues/%00", 404), ("show=venues/", 404),
]


@pytest.mark.parametrize(("query", "status"), BAD, ids=[query[:30] for query, _ in BAD])
def test_bad_input_is_answered_in_style(client: FlaskClient, query: str, status: int) -> None:
    answer = client.get(f"/en/embed/compose?{query}")
    assert answer.status_code == status
    assert "<h1>" in answer.text
    assert "aaaa" not in answer.text


@pytest.mark.parametrize("number", [1, 3])
def test_it_costs_nothing_but_the_revision(client: FlaskClient, count_queries: CountQueries, number: int) -> None:
    events.several(number)
    with count_queries() as counted:
        html(client, "/embed/compose?city=hefei")
    assert counted.number == 1


def test_the_height_grows_with_the_dates() -> None:
    assert [height_of(rows) for rows in (5, 8, 20)] == [1000, 1340, 2720]
