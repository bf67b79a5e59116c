"""Everyone tells the school, each at their own door and on a phone: what they press, what they see, whom it reaches."""

import io

import pytest
from PIL import Image
from playwright.sync_api import Error

from schoolgate.access.duties import Duty
from schoolgate.concerns.actions import triage
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.models.evidence import PendingUpload
from schoolgate.concerns.models.settings import Draft
from schoolgate.concerns.queries import reach
from schoolgate.concerns.rules import ConcernPart
from tests import cast as people
from tests.cast import MONDAY

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
DOORS = "/tell/larkhollow/"


@pytest.fixture
def cast(transactional_db):
    return people.cast()


def fresh(person):
    return people.Person.objects.prefetch_related("roles").get(pk=person.pk)


def receipt_on(visitor) -> str:
    return visitor.page.locator("[data-receipt]").inner_text()


def waits(visitor) -> None:
    """A form that comes back in under two seconds is no person's."""
    visitor.page.wait_for_timeout(2100)


def test_a_year_2_pupil_with_an_adult(visitor, cast):
    child = visitor(cast.young_pupil, phone=True)
    child.go("/")
    child.press("Tell a grown-up Something made me sad, cross or scared")
    child.press_in_place("Someone is being mean", "Who is it about?")
    child.press_in_place("Children", "How do you want to tell us?")
    child.press_in_place("A grown-up writes it for me", "A grown-up writes it for me")
    child.fill("Your name, and who you are to the child", "Lucy Grant, assistant")
    child.fill("What the child says", "He took my tablet and wrote poo")
    child.fill("What you want to add yourself (optional)", "He was crying.")
    child.press_in_place("Next", "Nearly done")
    child.tick("Tom Whitby")
    child.press_in_place("Send it", "Martin Hale will read this.")
    concern = Concern.objects.get()
    assert concern.childs_words == "He took my tablet and wrote poo" and concern.trusted_adult == cast.other_teacher
    assert child.page.evaluate("history.length") == 3, "one address for all the steps: blank, home, and this"
    child.press("I am finished")
    assert child.sees("I am a pupil")
    child.page.go_back()
    assert "poo" not in child.page.content()


def test_a_year_6_pupil_alone_in_a_session(visitor, cast):
    child = visitor(cast.pupil, phone=True)
    child.go(f"{DOORS}child/")
    child.press_in_place("Someone I don’t know is talking to me", "Who is it about?")
    child.press_in_place("Children", "How do you want to tell us?")
    child.press_in_place("I write it", "In your own words")
    child.press_in_place("Next", "There is a problem")
    child.fill("Tell us what happened", "They want a photo of me")
    child.press_in_place("Next", "Nearly done")
    child.press_in_place("Go back", "In your own words")
    assert child.page.get_by_label("Tell us what happened").input_value() == "They want a photo of me"
    child.press_in_place("Next", "Nearly done")
    assert child.page.get_by_role("radio").first.get_attribute("value") == str(cast.teacher.pk)
    child.press_in_place("Send it", "Martin Hale will read this.")
    pictures = [words.split(". ")[1] for words in child.page.locator("[data-childs-pictures] span").all_inner_texts()]
    child.go("/")
    child.press("Look for an answer You told us something, and have four pictures")
    assert child.sees("If you told us something, press your first picture")
    assert "They want a photo of me" not in child.page.content()
    for picture in pictures:
        child.press(picture)
    assert child.sees("We have it. Nobody has read it yet.") and child.sees("They want a photo of me")
    child.press("I am finished")
    with pytest.raises(Error, match="ERR_CACHE_MISS"):  # the browser has kept nothing, and asks before it sends again
        child.page.go_back()
    assert Concern.objects.get().entered_by == cast.pupil


def test_a_child_draws_and_leaves_at_once(visitor, cast):
    child = visitor(phone=True)
    child.go(f"{DOORS}child/")
    child.press_in_place("I saw something that scared me", "Who is it about?")
    child.press_in_place("Children", "How do you want to tell us?")
    child.press_in_place("I draw it", "Draw what happened")
    canvas = child.page.locator("canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    child.page.mouse.move(box["x"] + 60, box["y"] + 60)
    child.page.mouse.down()
    child.page.mouse.move(box["x"] + 200, box["y"] + 150, steps=8)
    child.page.mouse.up()
    child.press_in_place("Red", "Draw what happened")
    child.press_in_place("Next", "Nearly done")
    child.fill("What is your name?", "Zed")
    child.page.get_by_text("I need help right now").click()
    assert child.sees("Go to a grown-up near you now.")
    child.look()
    before = child.page.evaluate("history.length")
    with child.page.expect_navigation():
        child.page.get_by_role("link", name="Leave this page now").click()
    child.look()
    assert child.sees("The seven times table") and child.page.evaluate("history.length") == before
    child.page.go_back()
    assert child.page.url == "about:blank", "what was open before is all there is to go back to"
    assert not Concern.objects.exists()
    assert child.page.context.cookies() == [] or {cooky["name"] for cooky in child.page.context.cookies()} == {
        "csrftoken"
    }


def test_a_child_draws_and_sends(visitor, cast):
    child = visitor(phone=True)
    child.go(f"{DOORS}child/")
    child.press_in_place("I saw something that scared me", "Who is it about?")
    child.press_in_place("Children", "How do you want to tell us?")
    child.press_in_place("I draw it", "Draw what happened")
    child.page.locator("canvas").click(position={"x": 40, "y": 40})
    waits(child)
    child.press_in_place("Next", "Nearly done")
    child.press_in_place("Send it", "Martin Hale will read this.")
    child.page.get_by_text("I want to come back and see the answer").click()
    child.look()
    assert len(receipt_on(child).split()) == 4
    assert Concern.objects.get().evidence.get().media_type == "image/png"


def test_a_parent_signed_in_with_a_worry(visitor, cast):
    parent = visitor(cast.parent, phone=True)
    parent.go("/")
    parent.press("Tell the school")
    parent.press(
        "A worry about a child, or about something online Whoever you are. It goes to those who keep children safe."
    )
    parent.fill("What are you worried about?", "She plays until midnight and hides it.")
    parent.tick("A child, or several")
    parent.tick("Maya Nair")
    parent.press("Send it")
    assert parent.sees("Martin Hale will read this.")
    parent.press("Follow what becomes of it")
    assert parent.sees("We have it. Nobody has read it yet.")
    assert Concern.objects.get().about.get().person == cast.pupil


def test_a_parent_who_is_not_happy_follows_the_answer_by_a_link(visitor, cast):
    from schoolgate.post.models import Message

    parent = visitor(phone=True)
    parent.go("/")
    parent.press("Tell us something")
    parent.press(
        "Something you are not happy with at school You will have an answer by a date. "
        "If it is about the head teacher, the chair of governors will read it."
    )
    waits(parent)
    parent.fill("What are you not happy with?", "The photographs of the fair were online before we were asked.")
    parent.fill("What would put it right? (optional)", "Take them down.")
    parent.tick("No")
    parent.fill("Your e-mail address (optional)", "jo@home.example")
    parent.press("Send it")
    assert parent.sees("Monday 7 December 2026")
    concern = Concern.objects.get()
    assert concern.goes_to == Duty.HEAD
    triage.read(concern, by=fresh(cast.head), at=MONDAY)
    triage.say(concern, words="We have taken them down. I am sorry.", by=fresh(cast.head), at=MONDAY)
    token = Message.objects.filter(person=None).first().body.split("/tell/follow/")[1].split("/")[0]
    parent.go(f"/tell/follow/{token}/")
    assert parent.sees("We have taken them down. I am sorry.")
    parent.fill("Add to it, or write to the school", "Thank you.")
    parent.press("Send")
    assert parent.sees("Thank you.") and concern.lines.filter(from_school=False).exists()


def test_somebody_without_a_name_comes_back_with_the_receipt(visitor, cast):
    neighbour = visitor(phone=True)
    neighbour.go(f"{DOORS}worry/")
    waits(neighbour)
    neighbour.fill("What are you worried about?", "A boy in your uniform films others.")
    neighbour.tick("A child, or several")
    neighbour.press("Send it")
    receipt = receipt_on(neighbour)
    concern = Concern.objects.get()
    triage.read(concern, by=fresh(cast.dsl), at=MONDAY)
    triage.say(concern, words="Thank you. Where was that?", by=fresh(cast.dsl), at=MONDAY)
    back = visitor(phone=True)
    back.go(DOORS)
    back.press("I have a receipt Sixteen figures, to see our answer.")
    back.fill("Your receipt: sixteen figures", "1111 1111 1111 1111")
    back.press("Open it")
    assert back.sees_problem("We cannot find anything with this number.")
    back.fill("Your receipt: sixteen figures", receipt)
    back.press("Open it")
    assert back.sees("Thank you. Where was that?")
    back.fill("Add to it, or write to the school", "By the bus stop.")
    back.press("Send")
    assert back.sees("By the bus stop.") and concern.lines.filter(words="").count() == 0


def test_a_teacher_tells_in_under_two_minutes(visitor, cast):
    """Six presses and two boxes to type in; a practised thumb needs no two minutes for that."""
    teacher = visitor(cast.teacher, phone=True)
    teacher.go("/")
    pressed, typed = [], []

    def press(name, sees=None):
        pressed.append(name)
        teacher.press_in_place(name, sees) if sees else teacher.press(name)

    def fill(label, words):
        typed.append(label)
        teacher.fill(label, words)

    def tick(label, of):
        pressed.append(label)
        teacher.page.get_by_role("group", name=of).get_by_label(label, exact=True).check()

    press("Report a concern")
    typed.append("name")
    teacher.page.locator("#id_q").press_sequentially("maya")
    teacher.page.get_by_role("button", name="Choose Maya Nair").wait_for()
    press("Choose Maya Nair", "Somebody else’s name")
    fill("What happened?", "She showed me a chat in which they call her names.")
    tick("A child, or several", "Which of these is it about?")
    tick("Today", "When did it happen?")
    tick("Yes", "Have you told the safeguarding lead in person (if it is about them, the head teacher)?")
    press("Send it")
    assert teacher.sees("Martin Hale will read this.")
    assert len(pressed) == 6 and len(typed) == 2, (pressed, typed)
    concern = Concern.objects.get()
    assert [(example.person, example.part) for example in concern.about.all()] == [(cast.pupil, ConcernPart.ABOUT)]
    required = teacher.page.locator("[required]").count()
    assert required == 0


def test_a_draft_is_kept_as_it_is_typed(visitor, cast):
    teacher = visitor(cast.teacher, phone=True)
    teacher.go("/tell/staff/")
    teacher.page.get_by_label("What happened?").press_sequentially("Half a sentence")
    teacher.page.get_by_text("Kept at").wait_for()
    teacher.look()
    assert Draft.objects.get().person == cast.teacher
    again = visitor(cast.teacher, phone=True)
    again.go("/tell/staff/")
    assert again.page.get_by_label("What happened?").input_value() == "Half a sentence"


def test_a_concern_about_the_head_and_one_about_the_dsl(visitor, cast):
    teacher = visitor(cast.teacher, phone=True)
    for about, reads in ((cast.head, cast.chair), (cast.dsl, cast.head)):
        teacher.go("/tell/staff/colleague/")
        teacher.page.locator("#id_q").fill(about.last_name)
        teacher.page.get_by_role("button", name=f"Choose {about}").wait_for()
        teacher.press_in_place(f"Choose {about}", "Somebody else’s name")
        teacher.fill("What happened?", f"Something about {about.first_name}.")
        teacher.page.get_by_label("An adult at school").check()
        teacher.page.get_by_label("Yesterday").check()
        teacher.page.get_by_label("Not yet").check()
        teacher.press("Send it")
        assert teacher.sees(f"{reads} will read this.") and teacher.sees("in person, or by phone. Do not wait")
        concern = Concern.objects.latest("entered_at")
        assert reach.visible_to(fresh(reads)).filter(pk=concern.pk).exists()
        assert not reach.visible_to(fresh(about)).filter(pk=concern.pk).exists()


@pytest.mark.parametrize("kind", ["posing", "join", "networking"])
def test_the_short_forms(visitor, cast, kind):
    teacher = visitor(cast.teacher, phone=True)
    teacher.go("/tell/staff/")
    teacher.page.get_by_text("Is it one of these?").click()
    teacher.look()
    teacher.go(f"/tell/staff/{kind}/")
    teacher.page.locator("textarea").first.fill("Seen on a phone.")
    if kind == "networking":
        teacher.page.get_by_label("An adult at school").check()
    teacher.page.get_by_label("Today").check()
    teacher.page.get_by_label("Yes", exact=True).check()
    teacher.press("Send it")
    assert Concern.objects.get().kind == kind


def test_bad_uploads_are_named_and_the_rest_of_the_form_stays(visitor, cast):
    parent = visitor(phone=True)
    parent.go(f"{DOORS}worry/")
    waits(parent)
    parent.fill("What are you worried about?", "Look at these.")
    parent.tick("A child, or several")
    parent.fill("What are their names? (optional)", "Kit")
    parent.page.set_input_files(
        "input[type=file]",
        [
            {"name": "chat.png", "mimeType": "image/png", "buffer": b"MZ\x90\x00 a programme"},
            {
                "name": "drawing.svg",
                "mimeType": "image/svg+xml",
                "buffer": b"<svg xmlns='http://www.w3.org/2000/svg'><script>x()</script></svg>",
            },
            {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 60},
        ],
    )
    parent.press("Send it")
    for name in ("chat.png", "drawing.svg", "photo.jpg"):
        assert parent.sees_problem(f"{name}:")
    assert parent.page.get_by_label("What are you worried about?").input_value() == "Look at these."
    assert parent.page.get_by_label("What are their names?").input_value() == "Kit"
    assert not Concern.objects.exists()


def png(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (120, 80), colour).save(out, "PNG")
    return out.getvalue()


def three() -> list[dict]:
    """Two pictures, and between them a programme that calls itself one."""
    return [
        {"name": "chat.png", "mimeType": "image/png", "buffer": png("white")},
        {"name": "game.png", "mimeType": "image/png", "buffer": b"MZ\x90\x00 a programme"},
        {"name": "sunday.png", "mimeType": "image/png", "buffer": png("navy")},
    ]


def test_one_bad_file_among_three(visitor, cast):
    """The good ones are kept for this form alone, one is taken out again, and leaving forgets the rest."""
    parent = visitor(phone=True)
    parent.go(f"{DOORS}worry/")
    waits(parent)
    parent.fill("What are you worried about?", "Look at these.")
    parent.tick("A child, or several")
    parent.page.set_input_files("input[type=file]", three())
    parent.press("Send it")
    assert parent.sees_problem("game.png:") and parent.sees("2 files")
    assert parent.sees("chat.png, kept") and parent.sees("sunday.png, kept")
    assert not parent.page.get_by_text("game.png, kept").count()
    other = visitor(phone=True)
    other.go(f"{DOORS}worry/")
    assert not other.page.get_by_text("chat.png").count(), "the next person sees nothing of it"
    parent.press("Take out chat.png")
    assert not parent.page.get_by_text("chat.png, kept").count() and parent.sees("sunday.png, kept")
    assert parent.page.get_by_label("What are you worried about?").input_value() == "Look at these."
    parent.press("Send it")
    assert len(receipt_on(parent).split()) == 4
    assert [file.name for file in Concern.objects.get().evidence.all()] == ["sunday.png"]
    assert not PendingUpload.objects.exists()


def test_who_leaves_takes_the_kept_files_along(visitor, cast):
    parent = visitor(phone=True)
    parent.go(f"{DOORS}worry/")
    waits(parent)
    parent.fill("What are you worried about?", "Look at these.")
    parent.tick("A child, or several")
    parent.page.set_input_files("input[type=file]", three())
    parent.press("Send it")
    assert PendingUpload.objects.count() == 2
    with parent.page.expect_navigation():
        parent.page.get_by_role("link", name="Leave this page now").click()
    for _ in range(50):
        if not PendingUpload.objects.exists():
            break
        parent.page.wait_for_timeout(100)
    assert not PendingUpload.objects.exists() and parent.sees("The seven times table")


def test_somebody_adds_a_file_later_by_receipt(visitor, cast):
    neighbour = visitor(phone=True)
    neighbour.go(f"{DOORS}worry/")
    waits(neighbour)
    neighbour.fill("What are you worried about?", "A boy in your uniform films others.")
    neighbour.tick("A child, or several")
    neighbour.press("Send it")
    receipt = receipt_on(neighbour)
    concern = Concern.objects.get()
    triage.read(concern, by=fresh(cast.dsl), at=MONDAY)
    back = visitor(phone=True)
    back.go(f"{DOORS}receipt/")
    back.fill("Your receipt: sixteen figures", "-".join(receipt.split())[:-1])
    back.press("Open it")
    assert back.sees_problem("A receipt has sixteen figures, four times four: 15 figures are here.")
    back.fill("Your receipt: sixteen figures", "".join(receipt.split()))
    back.press("Open it")
    back.fill("Add to it, or write to the school", "Now I have the film’s first picture.")
    back.page.set_input_files("input[type=file]", three())
    back.press("Send")
    assert back.sees_problem("game.png:") and back.sees("chat.png, kept")
    back.press("Send")
    assert back.sees("Sent. Thank you.") and back.sees("With a file: chat.png")
    line = concern.lines.get()
    assert line.files.count() == 2 and Concern.objects.get().words == "A boy in your uniform films others."
    lead = visitor(cast.dsl, phone=True)
    lead.go("/")
    lead.press("Look at what was added to a concern")
    assert lead.sees("Now I have the film’s first picture.") and lead.sees("With a file: chat.png")


def test_a_teacher_without_script_loses_no_file_when_looking_for_somebody(chromium, live_server, cast, settings):
    settings.ALLOWED_HOSTS = ["*"]
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 375, "height": 740})
    cookie = people.client_of(cast.teacher).cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/tell/staff/staff/")
    page.get_by_label("What happened?").fill("They argued.")
    page.set_input_files("input[type=file]", three())
    page.locator("#id_q").fill("nair")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("button", name="Choose Maya Nair").click()
    page.get_by_text("chat.png, kept").wait_for()
    page.get_by_label("A child, or several").check()
    page.get_by_label("Today").check()
    page.get_by_label("Yes", exact=True).check()
    page.get_by_role("button", name="Send it").click()
    page.get_by_text("Martin Hale will read this.").wait_for()
    context.close()
    concern = Concern.objects.get()
    assert {file.name for file in concern.evidence.all()} == {"chat.png", "sunday.png"}
    assert concern.about.get().person == cast.pupil and not PendingUpload.objects.exists()


def test_a_child_tells_without_script(chromium, live_server, cast, settings):
    settings.ALLOWED_HOSTS = ["*"]
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 375, "height": 740})
    page = context.new_page()
    page.goto(f"{live_server.url}{DOORS}child/")
    page.get_by_role("button", name="Someone is being mean").click()
    page.get_by_role("button", name="A grown-up at school").wait_for()
    page.get_by_role("button", name="Children").click()
    page.wait_for_load_state("load")
    assert page.get_by_role("button", name="I write it").is_visible()
    assert not page.get_by_role("button", name="I draw it").is_visible()
    page.get_by_role("button", name="I write it").click()
    page.get_by_label("Tell us what happened").fill("They push me.")
    page.get_by_role("button", name="Next").click()
    page.get_by_text("I need help right now").click()
    assert page.get_by_text("0800 1111").is_visible()
    page.wait_for_timeout(2100)
    page.get_by_role("button", name="Send it").click()
    page.get_by_text("Martin Hale will read this.").wait_for()
    page.get_by_role("link", name="Leave this page now").click()
    page.get_by_role("heading", name="The seven times table").wait_for()
    context.close()
    assert Concern.objects.get().words.endswith("They push me.")


def test_a_lost_connection_takes_no_words_away(visitor, cast):
    child = visitor(phone=True)
    child.go(f"{DOORS}child/")
    child.press_in_place("Something else", "Who is it about?")
    child.press_in_place("Children", "How do you want to tell us?")
    child.press_in_place("I write it", "In your own words")
    child.fill("Tell us what happened", "It is a long story.")
    child.page.context.set_offline(True)
    child.press_in_place("Next", "That did not go through. Your words are still here. Please try again.")
    assert child.page.get_by_label("Tell us what happened").input_value() == "It is a long story."
    child.page.context.set_offline(False)
    child.page.wait_for_timeout(1100)  # a button does nothing for a second after it was pressed
    child.press_in_place("Next", "Nearly done")


def test_pupils_pages_on_a_big_screen(visitor, cast):
    child = visitor()
    child.go(f"{DOORS}child/")
    child.go(DOORS)
    child.go("/tell/leave/")
