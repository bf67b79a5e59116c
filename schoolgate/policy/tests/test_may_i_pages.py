"""The page "May I?": what strangers and people of the school see, what is asked for, and what is kept."""

import html
import re
from urllib.parse import parse_qsl

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from schoolgate.community.models import FamilyLink, Role, School
from schoolgate.engines.rulings.facts import Answer
from schoolgate.engines.rulings.faq import EXAMPLES
from schoolgate.policy.actions import drafting
from schoolgate.policy.asking import saying, worked
from schoolgate.policy.models import Asked, Clause
from schoolgate.policy.tests import published, registers
from tests.cast import JOINED, MONDAY, client_of
from tests.shared_rows import shared

pytestmark = pytest.mark.django_db
TEN = {"role": "pupil", "platform": "tiktok", "age": "10"}
CONTACT = {"role": "staff", "other": "pupil", "way": "friend", "family": "no"}
NAMES = ("Martin Hale", "Ruth Adeyemi")


@shared
def school(cast):
    """The model policy, published."""
    version = drafting.start_from_model(cast.school, by=cast.head, at=MONDAY)
    published.published(cast, version, at=MONDAY)
    return cast.school


def get(client, kind="", slug="larkhollow", **said):
    name, args = ("may_i_ask", [slug, kind]) if kind else ("may_i", [slug])
    return client.get(reverse(f"policy:{name}", args=args), said)


def words(response):
    assert response.status_code == 200, response.status_code
    text = re.sub(r"<[^>]+>", " ", response.content.decode().split("<main")[1].split("</main>")[0])
    return " ".join(html.unescape(text).split())


def word(response):
    """The answer in one word; none where something is asked for."""
    found = re.search(r'sg-answer__word">.*?</svg>\s*([^<]+)</p>', response.content.decode(), re.S)
    return found and found[1].strip()


# ---- asking


def test_a_stranger_is_asked_only_for_what_can_change_the_answer(school, client):
    assert "Who would do it?" in words(get(client, "use"))
    assert "Which app, game or site?" in words(get(client, "use", role="pupil"))
    assert "How old is the pupil?" in words(get(client, "use", role="pupil", platform="tiktok"))
    answer = get(client, "use", **TEN)
    assert word(answer) == "No" and "May a pupil aged 10 use TikTok?" in words(answer)


def test_an_answer_stands_at_an_address_with_nothing_but_its_facts(school, client):
    sent = get(client, "use", asked="age", **TEN)
    assert sent.status_code == 302
    address, _, query = sent.url.partition("?")
    assert address == "/policy/larkhollow/may-i/use/" and dict(parse_qsl(query)) == TEN


def test_a_form_that_is_sent_without_an_answer_says_so_and_keeps_the_rest(school, client):
    for wrong, says in (
        ("", "Enter an age in years"),
        ("x", "Write the age as a number"),
        ("200", "must be 110 or less"),
    ):
        page = get(client, "use", role="pupil", platform="tiktok", asked="age", age=wrong)
        assert says in words(page)
        text = page.content.decode()
        assert 'name="platform" value="tiktok"' in text and 'name="role" value="pupil"' in text
    assert "Choose an answer" in words(get(client, "post", role="staff", account="personal", asked="content"))


def test_several_kinds_of_content_can_be_chosen(school, client):
    url = reverse("policy:may_i_ask", args=["larkhollow", "post"])
    sent = client.get(f"{url}?role=staff&account=personal&content=harmless&content=criticism&asked=content")
    page = client.get(sent.url)
    assert dict(parse_qsl(sent.url.split("?")[1]))["content"] == "harmless,criticism"
    assert word(page) == "No"
    assert "post something harmless and criticism of the school on their own account" in words(page)


def test_a_fact_can_be_changed_and_the_rest_stays(school, client):
    page = get(client, "use", change="age", **TEN)
    assert "How old is the pupil?" in words(page) and 'value="10"' in page.content.decode()
    assert word(page) is None
    assert word(get(client, "use", **{**TEN, "age": "13", "when": "lesson"})) == "No"


def test_what_nobody_knows_ends_with_a_person_and_a_way_to_them(school, client):
    School.objects.filter(pk=school.pk).update(phone="01632 960100", email="office@larkhollow.example")
    facts = {"role": "pupil", "device": "own-phone", "when": "unknown", "handed": "no", "exception": "no"}
    page = get(client, "carry", **facts)
    assert word(page) == "Ask a person"
    text = words(page)
    assert "the day and the time" in text
    assert "The school office" in text and "01632 960100" in text and "office@larkhollow.example" in text


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda item: item.id)
def test_every_worked_question_opens_as_an_answer(school, client, example):
    page = get(client, worked.kind_of(example), example=example.id, **worked.given(example))
    text = words(page)
    assert word(page) == saying.ADULT_WORDS[Answer(example.answer)]
    assert " ".join(example.asks.split()) in text and " ".join(example.do.split()) in text
    assert all(f"Clause {clause}" in text for clause in example.clauses)


def test_a_changed_fact_is_no_longer_the_worked_question(school, client):
    example = worked.named("xbox-at-ten")
    page = get(client, "use", example=example.id, **{**worked.given(example), "age": "11"})
    assert example.asks not in words(page) and example.do not in words(page)


def test_now_is_the_schools_own_clock(school, client, time_machine):
    thirteen = {**TEN, "age": "13", "when": "now", "place": "elsewhere", "device": "own-phone"}
    time_machine.move_to(MONDAY.replace(hour=10), tick=False)
    assert word(get(client, "use", **thirteen)) == "No"
    time_machine.move_to(MONDAY.replace(hour=19), tick=False)
    assert word(get(client, "use", **thirteen)) == "Yes"


# ---- the answer


def test_clauses_have_the_schools_own_words_and_places(cast, client):
    published.first(cast)
    Clause.objects.filter(model="4.6").update(place="12(b)")
    page = get(client, "post", role="staff", account="personal", content="criticism", when="free")
    assert "Clause 12(b) Staff do not talk about pupils online." in words(page)
    assert reverse("policy:clause", args=["larkhollow", "12(b)"]) in page.content.decode()


@pytest.mark.clause("9.2")
def test_a_changed_strength_changes_the_answer(cast, client):
    published.first(cast)
    asked = {"role": "staff", "account": "personal", "content": "criticism", "when": "free"}
    assert word(get(client, "post", **asked)) == "No"
    Clause.objects.filter(model="4.6").update(strength="should")
    assert word(get(client, "post", **asked)) == "Better not"


def test_before_publication_the_model_policy_answers_and_says_so(cast, client):
    page = get(client, "use", **TEN)
    assert word(page) == "No"
    assert "The school has published no policy yet." in words(page)
    assert "/policy/larkhollow/5.p.1/" not in page.content.decode()


def test_the_sites_rule_stands_beside_the_schools(school, client):
    text = words(get(client, "use", **{**TEN, "platform": "whatsapp"}))
    assert "The school’s rule No pupil under 13 uses a social network." in text
    assert "The rule of the app or site WhatsApp" in text


def test_the_schools_own_register_answers(cast, school, client):
    from schoolgate.policy.tests import register

    register.add(cast, id="wisp", min_age_uk="13", valid_from="2026-01-01")
    assert "May a pupil aged 10 use Wisp?" in words(get(client, "use", **{**TEN, "platform": "wisp"}))
    assert "Wisp" in words(get(client, q="wisp"))


# ---- who sees what


def test_people_of_the_school_see_whom_to_ask_by_name_and_nobody_else_does(cast, school, other_school):
    for viewer, named in ((cast.teacher, True), (cast.parent, True), (None, False), (other_school.teacher, False)):
        page = get(client_of(viewer), "connect", **CONTACT)
        found = [name for name in NAMES if name in page.content.decode()]
        assert found == (list(NAMES) if named else [])
        assert "The designated safeguarding lead (DSL)" in words(page)


def test_the_legal_note_is_for_staff(cast, school, other_school):
    posing = {"role": "staff", "platform": "roblox", "poses": "yes"}
    for viewer, seen in (
        (cast.assistant, True),
        (cast.parent, False),
        (cast.governor, False),
        (None, False),
        (other_school.head, False),
    ):
        page = get(client_of(viewer), "use", **posing)
        assert ("Legal note" in words(page)) is seen


def test_the_role_of_whoever_is_signed_in_is_filled_in(cast, school):
    assert "May a member of staff" in words(get(client_of(cast.assistant), "use"))
    assert "May a parent" in words(get(client_of(cast.parent), "use"))
    assert "Who would do it?" in words(get(client_of(cast.governor), "use"))
    Role.objects.create(person=cast.assistant, duty="parent", since_on=JOINED)
    assert "Who would do it?" in words(get(client_of(cast.assistant), "use"))


def test_people_of_another_school_are_strangers_here(school, other_school):
    assert "Who would do it?" in words(get(client_of(other_school.teacher), "use"))


def test_what_the_records_know_is_never_in_an_address(cast, school):
    maya = client_of(cast.pupil)
    page = get(maya, "use", platform="tiktok")
    assert word(page) == "No"
    asking = get(maya, "use")
    for shown in (page, asking):
        links = re.findall(r'href="([^"]*may-i[^"]*|\?[^"]*)"', shown.content.decode())
        assert links and not [link for link in links if "age=" in link or "2016" in link or "Maya" in link]


def test_a_pupil_gets_few_words_and_big_things_to_press(cast, school):
    maya = client_of(cast.pupil)
    first, fact, answer = get(maya), get(maya, "use"), get(maya, "use", platform="roblox")
    for page in (first, fact, answer):
        text = page.content.decode()
        assert 'class="govuk-template__body child"' in text and "data-reads" in text
        assert "sg-card" in text
        assert "Clause" not in words(page) and "5.p.1" not in words(page)
    assert "May I use Roblox?" in words(answer)
    assert len(words(answer).split()) < 90


def test_anyone_can_see_the_childs_version_and_stay_in_it(school, client):
    page = get(client, "carry", **{"for": "child"})
    assert all("for=child" in link for link in re.findall(r'href="(\?[^"]*)"', page.content.decode()))
    answer = get(client, "use", **{"for": "child"}, **TEN)
    assert "May I use TikTok?" in words(answer)


# ---- the registers


def test_an_exception_on_the_register_answers_for_whoever_it_is_for(cast, school):
    at_school = {"platform": "facebook", "when": "lesson", "place": "school", "device": "school-computer"}
    registers.name(cast)
    assert word(get(client_of(cast.teacher), "use", **at_school)) == "No"
    registers.grant(cast, person=cast.teacher)
    assert word(get(client_of(cast.teacher), "use", **at_school)) == "Yes"
    assert word(get(client_of(cast.assistant), "use", **at_school)) == "No"
    # Asked about somebody else, or by a stranger, it has to be said.
    assert "exception for this on record" in words(get(client_of(cast.teacher), "use", role="parent", **at_school))


@pytest.mark.clause("5.p.3")
def test_a_pupil_with_an_exception_may_keep_the_phone(cast, school):
    in_class = {"device": "own-phone", "when": "lesson", "handed": "no"}
    assert word(get(client_of(cast.pupil), "carry", **in_class)) == "No"
    registers.grant(cast, person=cast.pupil, covers="phone")
    assert word(get(client_of(cast.pupil), "carry", **in_class)) == "Yes"
    assert word(get(client_of(cast.young_pupil), "carry", **in_class)) == "No"


@pytest.mark.clause("4.8")
def test_only_whoever_runs_an_account_may_post_on_it(cast, school):
    news = {"account": "official", "content": "school-news", "when": "free"}
    assert word(get(client_of(cast.teacher), "post", **news)) == "No"
    registers.name(cast)
    assert word(get(client_of(cast.teacher), "post", **news)) == "Yes"
    assert word(get(client_of(cast.assistant), "post", **news)) == "No"


@pytest.mark.clause("5.s.4")
def test_only_who_has_a_family_link_is_asked_about_it(cast, school):
    pupil = {"other": "pupil", "way": "message"}
    assert word(get(client_of(cast.assistant), "connect", **pupil)) == "No"
    link = FamilyLink.objects.create(
        school=school,
        staff=cast.assistant,
        pupil=cast.pupil,
        relation="aunt",
        declared_at=MONDAY,
        declared_by=cast.assistant,
    )
    assert word(get(client_of(cast.assistant), "connect", **pupil)) == "No"
    FamilyLink.objects.filter(pk=link.pk).update(approved=True, decided_by=cast.head, decided_at=MONDAY, reason="So.")
    assert "Has the school a family link" in words(get(client_of(cast.assistant), "connect", **pupil))
    assert word(get(client_of(cast.teacher), "connect", **pupil)) == "No"
    FamilyLink.objects.filter(pk=link.pk).update(ended_on=MONDAY.date())
    assert word(get(client_of(cast.assistant), "connect", **pupil)) == "No"


# ---- finding


def test_a_search_finds_questions_clauses_and_platforms_by_meaning(school, client):
    text = words(get(client, q="insta"))
    assert "May I use Instagram?" in text
    text = words(get(client, q="freind request", audience="staff"))
    assert "has sent me a friend request on Instagram" in text and "What the policy says" in text


def test_questions_of_ones_own_kind_come_first(cast, school):
    found = words(get(client_of(cast.parent), q="friend request"))
    assert found.index("May I send my daughter’s teacher a friend request?") < found.index("I am a teaching assistant")


def test_a_topic_has_the_questions_of_those_who_ask(school, client):
    text = words(get(client, topic="contact", audience="parent"))
    assert "May I send my daughter’s teacher a friend request?" in text and "I am a teaching assistant" not in text


@pytest.mark.parametrize("q", ["zzzqqq", "\x00", "' OR 1=1", "<script>alert(1)</script>", "a" * 199, "مرحبا"])
def test_a_search_for_nothing_says_so(school, client, q):
    page = get(client, q=q)
    assert page.status_code == 200 and b"<script>alert" not in page.content
    if q.strip("\x00"):
        assert "Put your own question together" in words(page)


def test_the_policys_own_search_finds_by_meaning_too(cast, school, client):
    def found(q):
        page = client.get(reverse("policy:public", args=["larkhollow"]), {"q": q})
        return set(re.findall(r'id="([0-9]\.[\w.]+)"', page.content.decode()))

    assert {"5.s.3"} <= found("friend request")
    assert {"5.p.3"} <= found("mobile")
    assert found("alegation") and not found("zzzqqq")


# ---- what is kept


def test_an_answer_is_counted_for_strangers_each_time(cast, school, client):
    for _ in range(2):
        get(client, "use", **TEN)
    assert Asked.objects.filter(school=school, kind="use", role="pupil", answer="forbidden").count() == 2
    assert "sessionid" not in client.cookies


def test_an_answer_is_counted_once_in_a_session_and_names_nobody(cast, school):
    lucy = client_of(cast.assistant)
    for _ in range(3):
        get(lucy, "connect", **CONTACT)
    get(lucy, "connect", **{**CONTACT, "way": "follow"})
    rows = Asked.objects.all()
    assert sorted(row.facts["way"] for row in rows) == ["follow", "friend"]
    assert "Lucy" not in str(list(rows.values()))


def test_nothing_is_counted_before_there_is_an_answer(school, client):
    get(client), get(client, "use"), get(client, "use", role="pupil"), get(client, q="insta")
    get(client, "use", change="age", **TEN)
    assert not Asked.objects.exists()


# ---- what is not there


@pytest.mark.parametrize("kind", ["sing", "USE", "use2"])
def test_no_such_kind_of_question(school, client, kind):
    assert get(client, kind).status_code == 404


def test_no_such_school(client, db):
    assert get(client, slug="elsewhere").status_code == 404
    assert get(client, "use", slug="elsewhere").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "role=king",
        "age=²",
        "age=-4",
        "platform=../../x",
        "example=nosuch",
        "change=nosuch",
        "asked=nosuch",
        "role=pupil&role=staff",
        "content=",
        "when=2026-01-01",
        "platform=%00",
        "for=king",
        "asked=role&role=%F0%9F%92%A9",
        f"platform={'x' * 3000}",
    ],
)
def test_nonsense_in_an_address_is_asked_for_again(school, client, query):
    for kind in ("use", "connect", "post", "carry"):
        page = client.get(f"{reverse('policy:may_i_ask', args=['larkhollow', kind])}?{query}")
        assert page.status_code == 200, page.url
    assert not Asked.objects.exists()


def test_only_looking_is_possible(school, client):
    assert client.post(reverse("policy:may_i_ask", args=["larkhollow", "use"])).status_code == 405


def test_a_page_takes_few_queries(cast, school):
    lucy = client_of(cast.assistant)
    for kind, said, most in (("", {"q": "insta"}, 17), ("use", {}, 15), ("connect", CONTACT, 26)):
        get(lucy, kind, **said)
        with CaptureQueriesContext(connection) as captured:
            get(lucy, kind, **said)
        assert len(captured) <= most, len(captured)


def test_the_way_there_is_in_the_menu_of_the_policy_and_among_the_cards_of_a_pupil(cast, school):
    page = client_of(cast.parent).get("/policy/mine/")
    assert 'href="/policy/larkhollow/may-i/"' in page.content.decode()
    assert 'href="/policy/larkhollow/may-i/"' in client_of(cast.pupil).get("/").content.decode()
