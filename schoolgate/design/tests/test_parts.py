import pytest
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError

from schoolgate.design.tests.page import Page


def shown(words, **context):
    return Page(Template("{% load design %}" + words).render(Context(context)))


def texts(page, tag):
    return [" ".join(element.text.split()) for element in page.all(tag)]


@pytest.mark.parametrize(
    ("done", "total", "words", "width"),
    [
        (31, 35, "31 of 35 signed (88%)", "88.57%"),
        (999, 1000, "999 of 1000 signed (99%)", "99.90%"),
        (35, 35, "35 of 35 signed (100%)", "100.00%"),
        (0, 0, "Nobody is asked", "0.00%"),
    ],
)
def test_coverage_is_told_in_words_and_drawn_to_the_same_measure(done, total, words, width):
    page = shown('{% coverage_bar done total "Staff" verb="signed" %}', done=done, total=total)
    assert texts(page, "p") == [f"Staff {words}"]
    assert page.one("svg")["aria-hidden"] == "true"
    assert page.one("rect", class_="sg-bar__done")["width"] == width


def test_coverage_draws_the_late_behind_the_done():
    page = shown('{% coverage_bar 50 100 "Staff" late=20 %}')
    assert "20 late" in page.one("p").text
    late = page.one("rect", class_="sg-bar__late")
    assert (late["x"], late["width"]) == ("50.00%", "20.00%")


def test_bars_are_a_table_that_tells_every_figure():
    rows = [("Year 1", 28), ("Year 2", 0), ("<b>", 7, "/years/3/")]
    page = shown('{% bars rows "Families who have not answered" what="Year" figure="Families" %}', rows=rows)
    assert texts(page, "caption") == ["Families who have not answered"]
    assert texts(page, "th") == ["Year", "Families", "Year 1", "Year 2", "<b>"]
    assert texts(page, "td") == ["28", "0", "7"]
    widths = [rect["width"] for rect in page.all("rect", class_="sg-bar__done")]
    assert widths == ["100.00%", "0.00%", "25.00%"]
    assert page.one("a")["href"] == "/years/3/"
    assert all(svg["aria-hidden"] == "true" for svg in page.all("svg"))


def test_bars_of_nothing_are_an_empty_table():
    assert shown('{% bars rows "None" %}', rows=[]).all("td") == []


def test_pages_keep_what_else_the_address_asks(rf):
    listed = Paginator(range(95), 10).get_page(3)
    page = shown("{% pagination page %}", page=listed, request=rf.get("/people/?class=4B&page=3"))
    assert page.one("a", rel="next")["href"] == "?class=4B&page=4"
    assert page.one("a", rel="prev")["href"] == "?class=4B&page=2"
    assert page.one("a", aria_current="page").text == "3"


def test_a_list_of_one_page_has_no_ways_to_others(rf):
    listed = Paginator(range(5), 10).get_page(1)
    assert shown("{% pagination page %}", page=listed, request=rf.get("/")).elements == []


def test_an_icon_is_silent_beside_words_and_speaks_when_alone():
    assert shown('{% icon "lock" %}').one("svg")["aria-hidden"] == "true"
    alone = shown('{% icon "lock" "Locked" %}').one("svg")
    assert (alone["role"], alone["aria-label"]) == ("img", "Locked")


def test_summary_rows_name_what_their_link_changes():
    rows = [("Head teacher", "Ruth Adeyemi", "/school/"), ("Telephone", "01632 960123")]
    page = shown("{% summary_list rows %}", rows=rows)
    assert texts(page, "a") == ["Change Head teacher"]
    assert texts(page, "dt") == ["Head teacher", "Telephone"]


def test_a_colour_or_kind_that_is_not_ours_is_refused():
    with pytest.raises(TemplateSyntaxError, match="“gold” is none of"):
        shown('{% tag "Draft" "gold" %}')
    with pytest.raises(TemplateSyntaxError, match="“danger” is none of"):
        shown('{% button "Delete" kind="danger" %}')


def test_words_from_people_are_escaped_in_every_part():
    nasty = "<script>x</script>"
    words = (
        "{% tag n %}{% panel n %}{{ n }}{% endpanel %}{% box n %}{{ n }}{% endbox %}"
        "{% details n %}{{ n }}{% enddetails %}{% warning %}{{ n }}{% endwarning %}"
        "{% nothing n n n %}{{ n }}{% endnothing %}"
        "{% stat n n hint=n url=n %}{% copyable n n %}{% coverage_bar 1 2 n verb=n %}{% card n 'lock' n n %}"
        "{% button n name=n value=n %}{% link_button n n %}{% back_link n n %}{% breadcrumbs n n n %}"
        "{% read_aloud n n %}{% print_button n %}{% icon 'lock' n %}"
        "{% column_heading n %}{{ n }}{% endcolumn_heading %}"
    )
    page = shown(words, n=nasty)
    assert not page.all("script")
    assert sum(nasty in element.text for element in page.elements) > 20


def test_an_empty_place_says_what_to_do_next():
    page = shown(
        '{% nothing "No letters yet" "/policy/" "Publish it" %}They appear when the policy is out.{% endnothing %}'
    )
    assert page.one("h2").text == "No letters yet"
    assert page.one("p").text == "They appear when the policy is out."
    assert (page.one("a")["href"], page.one("a").text) == ("/policy/", "Publish it")


ANSWERS = [("Allowed", "green"), ("Asked", "grey"), ("Advised", "yellow"), ("Forbidden", "red")]


def test_a_flow_tells_every_figure_in_a_table_and_draws_a_band_for_every_move():
    page = shown(
        '{% flow groups moves "Answers" before="Now" after="Then" what="Answer" %}',
        groups=ANSWERS,
        moves={(0, 0): 1200, (0, 3): 30, (3, 3): 5, (1, 1): 0},
    )
    assert texts(page, "th") == ["Answer", "Now", "Then", "Allowed", "Forbidden"]
    assert texts(page, "td") == ["1,230", "1,200", "5", "35"]
    assert len(page.all("path")) == 3


def test_a_flow_of_nothing_is_an_empty_table():
    page = shown('{% flow groups moves "Answers" %}', groups=ANSWERS, moves={})
    assert page.all("path") == page.all("td") == []
