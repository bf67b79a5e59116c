"""What is given to somebody who asks: whose letters, whose consequences, which names, and what is left of a picture."""

import io

import pypdf
import pytest
from django.http import Http404
from django.urls import reverse
from PIL import Image, ImageDraw, PngImagePlugin

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.cases import papers
from schoolgate.cases.actions import chronology, opening
from schoolgate.cases.models.consequences import Consequence
from schoolgate.cases.models.papers import Letter
from schoolgate.cases.tests import story
from schoolgate.community.models import Care, Person
from schoolgate.concerns.actions import outcomes, triage
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.models.watching import AccessLog
from schoolgate.concerns.rules import Channel, ConcernPart, Outcome
from schoolgate.concerns.tests import story as told
from schoolgate.engines.procedures import schema
from schoolgate.records import covering, redacting
from schoolgate.records.actions import access_requests as case_access_requests
from schoolgate.records.covering import Box
from schoolgate.records.queries import access_requests
from schoolgate.records.tests.test_records import decide, request_of, text_of
from schoolgate.sealed import store
from tests.cast import JOINED, MONDAY, client_of

pytestmark = pytest.mark.django_db
fresh = story.fresh


def letter(case, about, to, words, title="What happened"):
    return Letter.objects.create(
        case=case,
        kind="parents",
        about=about,
        to=to,
        title=title,
        words=words,
        written_at=MONDAY,
        written_by=case.opened_by,
    )


def consequence(case, person, reason):
    return Consequence.objects.create(
        case=case,
        person=person,
        rung="education",
        clause="8.c.1",
        reason=reason,
        starts_on=MONDAY.date(),
        drafted_at=MONDAY,
        decided_at=MONDAY,
        decided_by=case.opened_by,
    )


def sealed_words(cast, request, but=None) -> str:
    """The answer as it is given, every page kept but those that `but` decides otherwise."""
    for page in request.pages.all():
        if not (but and but(page)):
            decide(page, by=cast.dsl)
    sealed = case_access_requests.seal_answer(request, by=fresh(cast.dsl), at=MONDAY)
    return " ".join(text_of(papers.read(sealed.path)).split())


# ---- concerns


def test_what_was_added_to_a_concern_answered_and_decided_is_gathered_in_its_order(cast):
    concern = told.read(told.staff(cast, "First told, bluebell.", about=[cast.pupil]), cast.dsl)
    at = MONDAY + told.MINUTE
    triage.add_addendum(concern, words="She told me more, foxglove.", by=fresh(cast.dsl), at=at)
    triage.say(concern, words="We have spoken with her, primrose.", by=fresh(cast.dsl), at=at + told.MINUTE)
    reason = "It was settled in one conversation, campion."
    outcomes.decide(concern, end=Outcome.NO_ACTION, reason=reason, by=fresh(cast.dsl), at=at + 2 * told.MINUTE)
    words = sealed_words(cast, request_of(cast))
    found = [words.find(flower) for flower in ("bluebell", "foxglove", "primrose", "campion")]
    assert -1 not in found and found == sorted(found)
    assert "added by a colleague" in words and "the school wrote" in words


def test_a_child_who_told_is_taken_out_by_every_name(cast):
    liam = Person.objects.get(first_name="Liam")  # neither her brother nor in the case
    concern = told.read(told.outside(cast, "Maya is sad.", by=liam, door=Channel.PUPIL), cast.dsl)
    triage.name_person(concern, person=cast.pupil, part=ConcernPart.HARMED, by=fresh(cast.dsl), at=MONDAY)
    triage.say(concern, words="Dear Liam, thank you for telling us.", by=fresh(cast.dsl), at=MONDAY)
    words = sealed_words(cast, request_of(cast))
    assert "thank you for telling us" in words and "Liam" not in words


# ---- letters and consequences


def test_their_own_letters_and_consequences_are_gathered_and_another_childs_never(cast):
    case = story.bullying(cast)
    letter(case, cast.pupil, cast.parent, "Maya was brave.")
    letter(case, cast.young_pupil, cast.paper_parent, "The boy was unkind, snowdrop.")
    consequence(case, cast.pupil, "She helped at lunch.")
    consequence(case, cast.young_pupil, "He wrote it, snowdrop.")
    words = sealed_words(cast, request_of(cast))
    assert "Maya was brave." in words and "She helped at lunch." in words
    assert "snowdrop" not in words


def test_a_letter_about_nobody_in_particular_names_no_other_child(cast):
    case = story.bullying(cast)
    letter(case, None, cast.parent, "Maya and Arun quarrelled. Liam Doyle told us.", "Arun Nair and Maya Nair")
    letter(case, None, cast.parent, "Ask Arun’s mother.")
    request = request_of(cast)
    words = sealed_words(cast, request)
    assert "Maya and another child quarrelled." in words and "another child’s mother" in words
    assert not any(name in words for name in ("Arun", "Liam Doyle"))


def test_a_letter_to_somebody_is_theirs_though_it_is_about_their_child(cast):
    case = story.bullying(cast)
    letter(case, cast.young_pupil, cast.parent, "Dear Ms Nair, bluebell.")
    letter(case, cast.young_pupil, cast.paper_parent, "Dear Ms Doyle, snowdrop.")
    opening.add_part(case, part=schema.CasePart.OTHER, person=cast.parent, reason="x", by=fresh(cast.dsl), at=MONDAY)
    words = sealed_words(cast, request_of(cast, about=cast.parent))
    assert "bluebell" in words and "snowdrop" not in words


def test_names_of_other_children_are_given_only_where_somebody_says_so_page_by_page(cast):
    case = story.bullying(cast)
    chronology.add_event(case, words="Arun said sorry to Maya.", by=fresh(cast.dsl), at=MONDAY)
    chronology.add_event(case, words="Arun hid her bag.", by=fresh(cast.dsl), at=MONDAY)

    def named(page):
        return "sorry" in page.words and decide(page, "named", "His parents agree.", by=cast.dsl)

    words = sealed_words(cast, request_of(cast), named)
    assert "Arun said sorry to Maya." in words and "Another child hid her bag." in words


def test_a_teachers_answer_calls_children_children(cast):
    case = story.adult(cast, harmed=[cast.pupil])
    chronology.add_event(case, words="It was said that Maya cried.", by=fresh(cast.head), at=MONDAY)
    request = case_access_requests.open_access_request(
        cast.teacher, asked_by="Ms Kapoor", asked_on=MONDAY.date(), by=fresh(cast.head), at=MONDAY
    )
    given = []
    for page in request.pages.all():
        given.append(access_requests.given_page(decide(page, by=cast.head), access_requests.mask_for(request)).words)
    assert "It was said that a child cried." in " ".join(given) and "Maya" not in " ".join(given)


# ---- words that are covered everywhere


def test_known_as_names_are_covered_without_being_asked(cast):
    cast.young_pupil.known_as = "Ziggy"
    cast.young_pupil.save(update_fields=["known_as"])
    case = story.bullying(cast)
    chronology.add_event(case, words="Ziggy laughed.", by=fresh(cast.dsl), at=MONDAY)
    assert "Ziggy" not in sealed_words(cast, request_of(cast))


def test_words_to_cover_are_remembered_for_every_page_of_this_answer_alone(cast):
    case = story.bullying(cast)
    chronology.add_event(case, words="Bean laughed. The beanbag fell.", by=fresh(cast.dsl), at=MONDAY)
    chronology.add_event(case, words="“Stop,” said big  bean.", by=fresh(cast.dsl), at=MONDAY)
    request, other = request_of(cast), request_of(cast)
    page = request.pages.first()
    with pytest.raises(Broken, match="too short"):
        case_access_requests.decide_page(page, decision="keep", reason="x", also="A", by=fresh(cast.dsl), at=MONDAY)
    case_access_requests.decide_page(
        page, decision="keep", reason="x", also=" Bean \n\nbean", by=fresh(cast.dsl), at=MONDAY
    )
    request.refresh_from_db()
    assert request.also == "Bean\nbean"
    words = sealed_words(cast, request)
    assert "[taken out] laughed. The beanbag fell." in words and "said big [taken out]." in words
    assert "[taken out] The name of somebody else." in words
    other.refresh_from_db()
    assert other.also == "" and "Bean laughed." in sealed_words(cast, other)


def test_the_page_remembers_what_is_covered(cast):
    story.bullying(cast)
    request = request_of(cast)
    client = client_of(cast.dsl)
    first, second = (reverse("records:held_page", args=[request.pk, number]) for number in (1, 2))
    client.post(first, {"decision": "keep", "reason": "About her.", "also": "Bean"})
    assert ">\nBean</textarea>" in client.get(second).content.decode()


def test_whole_words_only_and_one_mark(cast):
    assert redacting.without("Al met Alan. AL!", (), ["al"]) == "[taken out] met Alan. [taken out]!"
    assert redacting.without("Al said no.", ["said no"], ["Al"]) == "[taken out] [taken out 1]."


# ---- pictures


def chat(size=(300, 200)) -> bytes:
    """A picture with a red and a green half, and tags that say where it was taken."""
    picture = Image.new("RGB", size, "red")
    ImageDraw.Draw(picture).rectangle((size[0] // 2, 0, *size), fill="green")
    tags = PngImagePlugin.PngInfo()
    tags.add_text("Comment", "taken at 51.5, -0.1")
    made = io.BytesIO()
    picture.save(made, "PNG", pnginfo=tags)
    return made.getvalue()


def case_with_picture(cast, shown=None, **said):
    concern = told.staff(
        cast, about=[cast.young_pupil], enclosures=(told.picture(shown=shown or chat(), text="zebrafish", **said),)
    )
    told.read(concern, cast.dsl)
    case = story.bullying(cast)
    opening.add_to_case(case, concern=concern, reason="x", by=fresh(cast.dsl), at=MONDAY)
    return case, concern


def pictures_in(content: bytes) -> list[Image.Image]:
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return [image.image.convert("RGB") for page in pages for image in page.images]


def picture_page(request):
    return request.pages.get(picture__gt="")


def test_what_is_covered_is_gone_from_the_picture_in_the_pdf(cast):
    case_with_picture(cast)
    request = request_of(cast)
    page = picture_page(request)

    def cover(one):
        return one.pk == page.pk and case_access_requests.decide_page(
            one,
            decision="boxes",
            reason="Somebody else.",
            boxes="50 0 50 100\n0, 90, 10, 10",
            by=fresh(cast.dsl),
            at=MONDAY,
        )

    words = sealed_words(cast, request, cover)
    request.refresh_from_db()
    content = papers.read(request.path)
    (made,) = pictures_in(content)
    assert made.size == (300, 200) and made.getpixel((10, 10)) == (255, 0, 0)
    colours = {made.getpixel((x, y)) for x in range(150, 300) for y in range(200)}
    assert colours == {(0, 0, 0)}, "every covered point is black, and of green nothing is left"
    assert made.getpixel((5, 195)) == (0, 0, 0) and made.getpixel((40, 195)) == (255, 0, 0)
    assert "zebrafish" not in words and "2 parts are covered. Somebody else." in words
    assert b"taken at 51.5" not in content and len(pypdf.PdfReader(io.BytesIO(content)).attachments) == 0


def test_a_picture_is_left_out_with_a_reason_or_given_whole(cast):
    case_with_picture(cast)
    for decision, count in (("whole", 0), ("keep", 1)):
        request = request_of(cast)
        page = picture_page(request)
        decide(page, decision, "It shows another child.", by=cast.dsl)
        words = sealed_words(cast, request, lambda item, page=page: item.pk == page.pk)
        request.refresh_from_db()
        assert len(pictures_in(papers.read(request.path))) == count
        assert ("It shows another child." in words) == (decision == "whole")
        assert "zebrafish" not in words


def test_nobody_gets_a_picture_about_which_nothing_was_decided(cast):
    case_with_picture(cast)
    request = request_of(cast)
    page = picture_page(request)
    given = access_requests.given_page(page, access_requests.mask_for(request), pictures=True)
    assert given.whole and given.pictures == ()
    for wrong in ("passages", "named"):
        with pytest.raises(Broken, match="Choose one"):
            decide(page, wrong, by=cast.dsl)
    with pytest.raises(Broken, match="Choose one"):
        decide(request.pages.first(), "boxes", by=cast.dsl)
    for wrong, says in (("", "which parts"), ("10 20 30", "no box"), ("a b c d", "no box"), ("90 0 20 5", "no box")):
        with pytest.raises(Broken, match=says):
            case_access_requests.decide_page(
                page, decision="boxes", reason="x", boxes=wrong, by=fresh(cast.dsl), at=MONDAY
            )


def test_every_page_of_a_file_is_a_page_of_the_answer(cast):
    long = Image.linear_gradient("L").resize((100, 900)).convert("RGB")
    made = io.BytesIO()
    long.save(made, "PNG")
    case_with_picture(cast, further=(chat((100, 100)), made.getvalue()))
    request = request_of(cast)
    titles = [path.title for path in request.pages.filter(picture__gt="")]
    assert [title.partition(": ")[2] for title in titles] == [f"picture, page {n} of 3" for n in (1, 2, 3)]
    sealed_words(cast, request)
    request.refresh_from_db()
    sizes = [item.size for item in pictures_in(papers.read(request.path))]
    assert sizes[:2] == [(300, 200), (100, 100)] and sum(height for _, height in sizes[2:]) == 900
    assert all(height <= 130 for _, height in sizes[2:]), "a long picture goes over several pages"


def test_a_concern_of_a_case_that_does_not_reach_them_is_not_gathered(cast):
    _, concern = case_with_picture(cast)
    concern.reaches.update(ended_at=MONDAY)
    assert not request_of(cast).pages.filter(concern=concern).exists()


def test_a_concern_that_reaches_no_more_takes_the_request_with_it(cast):
    _, concern = case_with_picture(cast)
    request = request_of(cast)
    assert access_requests.request_for(fresh(cast.dsl), request.pk, at=MONDAY)
    concern.reaches.update(ended_at=MONDAY)
    with pytest.raises(Http404):
        access_requests.request_for(fresh(cast.dsl), request.pk, at=MONDAY)


def test_the_picture_is_shown_to_whoever_answers_and_their_look_is_kept(cast):
    _, concern = case_with_picture(cast)
    request = request_of(cast)
    page = picture_page(request)
    there = reverse("records:held_picture", args=[request.pk, page.order])
    client = client_of(cast.dsl)
    form = reverse("records:held_page", args=[request.pk, page.order])
    words = client.get(form).content.decode()
    assert there in words and "Parts to cover" in words and "Words to take out" not in words
    before = AccessLog.objects.filter(evidence__isnull=False).count()
    shown = client.get(there)
    assert shown["Content-Type"] == "image/png" and "no-store" in shown["Cache-Control"]
    assert b"taken at" not in shown.content
    assert AccessLog.objects.filter(evidence__concern=concern).count() == before + 1
    client.post(form, {"decision": "boxes", "boxes": "50 0 50 100", "reason": "Somebody else."})
    now = Image.open(io.BytesIO(client.get(there).content)).convert("RGB")
    assert now.getpixel((299, 100)) == (0, 0, 0) and now.getpixel((5, 100)) == (255, 0, 0)
    assert "50 0 50 100" in client.get(form).content.decode()
    wrong = client.post(form, {"decision": "boxes", "boxes": "5 5", "reason": "x"}).content.decode()
    assert "is no box" in wrong and "5 5" in wrong
    assert client.get(reverse("records:held_picture", args=[request.pk, 1])).status_code == 404
    for person in (cast.head, cast.deputy_dsl, cast.teacher, cast.it):
        assert client_of(person).get(there).status_code in (403, 404)
        with pytest.raises(access.Refused):
            case_access_requests.look_at_held(page, by=fresh(person), at=MONDAY)


def test_a_picture_that_the_disk_has_lost_is_said(cast):
    case_with_picture(cast)
    request = request_of(cast)
    store.remove(picture_page(request).picture)
    with pytest.raises(Broken, match="Take the page out"):
        sealed_words(cast, request)


def test_edges_round_outwards_and_long_pictures_are_cut():
    picture = covering.covered(chat((101, 50)), [Box(10, 10, 10, 10)])
    assert all(picture.getpixel((x, y)) == (0, 0, 0) for x in range(10, 22) for y in range(5, 11))
    assert picture.getpixel((9, 7)) == picture.getpixel((15, 4)) == (255, 0, 0)
    wide = covering.pieces(Image.new("RGB", (3200, 10)), drawn=True)
    assert Image.open(io.BytesIO(wide[0])).size == (1600, 5)
    tall = covering.pieces(Image.new("RGB", (100, 16_000)), drawn=False)
    assert len(tall) <= covering.PIECES and Image.open(io.BytesIO(tall[0])).format == "JPEG"


def test_a_brother_who_is_not_in_the_case_is_another_child_by_his_first_name(cast):
    for person in (cast.pupil, cast.young_pupil):
        Care.objects.get_or_create(parent=cast.parent, child=person, defaults={"since_on": JOINED})
    case = story.opened(cast, "contact", harmed=[cast.pupil])
    chronology.add_event(case, words="Arun saw it.", by=fresh(cast.dsl), at=MONDAY)
    assert "Another child saw it." in sealed_words(cast, request_of(cast))


def test_what_was_still_being_looked_through_when_it_was_opened_comes_at_the_end(cast):
    """A concern that nobody reads yet belongs to the answer: it was held on the day they asked."""
    case = story.opened(cast, harmed=[cast.pupil], about=[cast.young_pupil])
    concern = told.staff(cast, "She is sad, cornflower.")
    triage.name_person(concern, person=cast.pupil, part=ConcernPart.HARMED, by=fresh(cast.dsl), at=MONDAY)
    Concern.objects.filter(pk=concern.pk).update(unlooked_since=MONDAY)
    request = request_of(cast)
    assert request.pages.exists() and not request.pages.filter(concern=concern).exists() and case
    Concern.objects.filter(pk=concern.pk).update(unlooked_since=None)
    for page in request.pages.exclude(decision=""):
        page.delete()
    first, *rest = request.pages.all()
    for page in rest:
        page.delete()
    with pytest.raises(Broken, match="Decide about every page first"):
        case_access_requests.seal_answer(request, by=fresh(cast.dsl), at=MONDAY)
    request.pages.filter(pk=first.pk).update(decision=access_requests.KEEP, reason="So.", at=MONDAY)
    with pytest.raises(Broken, match="added at the end"):
        case_access_requests.seal_answer(request, by=fresh(cast.dsl), at=MONDAY)
    decide(request.pages.get(pk=first.pk), "keep", by=cast.dsl)
    added = request.pages.filter(concern=concern)
    assert added.exists() and min(page.order for page in added) > first.order and "cornflower" in added.first().words
    decide(request.pages.get(pk=first.pk), "keep", by=cast.dsl)
    assert request.pages.filter(concern=concern).count() == added.count(), "once"


def test_what_its_writer_may_answer_no_more_stays_with_the_others_and_its_day_too(cast):
    """The deputy names the safeguarding lead in a record of hers: the month in which she has an answer goes on."""
    concern = told.read(told.staff(cast, "She is sad, cornflower."), cast.dsl)
    triage.name_person(concern, person=cast.pupil, part=ConcernPart.HARMED, by=fresh(cast.dsl), at=MONDAY)
    request = request_of(cast, by=cast.dsl)
    others = (cast.deputy_dsl, cast.head, cast.chair)
    assert [one.pk for one in access_requests.requests_of(fresh(cast.dsl), MONDAY)] == [request.pk]
    assert not any(access_requests.requests_of(fresh(person), MONDAY) for person in others)
    concern = Concern.objects.get(pk=concern.pk)
    triage.name_person(concern, person=cast.dsl, part=ConcernPart.ALLEGED, by=fresh(cast.deputy_dsl), at=MONDAY)
    assert not access_requests.requests_of(fresh(cast.dsl), MONDAY)
    able = [person for person in others if access_requests.requests_of(fresh(person), MONDAY)]
    assert able == [cast.head], "whoever reads all of it answers instead"
    before = request.pages.count()
    assert decide(request.pages.filter(decision="").first(), "keep", by=cast.head).decision
    assert request.pages.count() == before
