"""Words that the database compares and cannot read: what it finds by them, what it refuses, and what a new key changes."""

import ast
from pathlib import Path
from types import SimpleNamespace

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import FieldError
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F, Q

from schoolgate.cases.models.case import Asked, Case, Participant
from schoolgate.cases.models.chronicle import Done
from schoolgate.cases.tests import story as case_story
from schoolgate.cli import reference
from schoolgate.concerns.models.concern import About, Concern
from schoolgate.concerns.queries import reach
from schoolgate.concerns.rules import CONCERNED, ConcernPart, Harm
from schoolgate.concerns.tests import story
from schoolgate.sealed import closing, keyed, rotation
from schoolgate.sealed import field as sealed_field
from schoolgate.sealed.keyed import Keyed, KeyedNumber, SealedChoice

ROOT = Path(__file__).resolve().parents[2]


class Card(models.Model):
    """A model of the tests alone."""

    part = Keyed(blank=True)
    number = KeyedNumber(null=True)
    rung = SealedChoice(blank=True)
    other = Keyed(blank=True)

    class Meta:
        app_label = "house"
        managed = False
        db_table = "house_card"
        constraints = [models.UniqueConstraint(fields=["part", "number"], name="card_once")]


@pytest.fixture
def cards(db, settings, tmp_path):
    settings.RING = tmp_path / "keys.json"
    with connection.cursor() as cursor:
        cursor.execute(connection.schema_editor().table_sql(Card)[0])
    return [
        Card.objects.create(part=part, number=number, rung=rung, other="alleged")
        for part, number, rung in (
            ("alleged", 3, "written"),
            ("alleged", 4, "written"),
            ("", None, ""),
            ("harmed", 3, ""),
        )
    ]


def lies(card: Card, column: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM house_card WHERE id = %s", [card.pk])
        return cursor.fetchone()[0]


def found(**how) -> int:
    return Card.objects.filter(**how).count()


pytestmark = pytest.mark.postgres


def test_a_word_is_found_by_its_token_and_read_again(cards):
    assert [card.part for card in Card.objects.order_by("pk")] == ["alleged", "alleged", "", "harmed"]
    assert [card.number for card in Card.objects.order_by("pk")] == [3, 4, None, 3]
    assert found(part="alleged") == found(part=ConcernPart.ALLEGED) == 2 and found(part="about") == 0
    assert found(part__in=frozenset(CONCERNED)) == 2 and found(part__in=["harmed", "alleged", None]) == 3
    assert found(part="") == 1 and found(part__in=[]) == 0 and found(number=3) == 2 and found(number=None) == 1
    assert Card.objects.exclude(part="alleged").count() == 2 and Card.objects.exclude(part="").count() == 3
    assert Card.objects.filter(~Q(part__in=["alleged", ""])).get().part == "harmed"
    assert list(Card.objects.filter(part="harmed").values_list("part", "number")) == [("harmed", 3)]
    Card.objects.filter(part="harmed").update(part="witness")
    assert found(part="harmed") == 0 and found(part="witness") == 1


def test_the_database_sees_which_are_alike_and_not_what_they_say(cards):
    tokens = [lies(card, "part") for card in cards]
    assert tokens[0] == tokens[1] != tokens[3] and tokens[2] == ""
    assert len({len(token) for token in tokens if token}) == 1, "a token's length tells nothing"
    assert lies(cards[0], "other") != tokens[0], "the same word in another column is another token"
    assert not any(word in token for token in tokens for word in ("alleged", "harmed"))


def test_of_a_sealed_choice_not_even_that_shows(cards):
    first, second = lies(cards[0], "rung"), lies(cards[1], "rung")
    assert first != second and len(first) == len(second) and "written" not in first + second
    assert found(rung="") == 2 and Card.objects.exclude(rung="").count() == 2
    for how in ({"rung": "written"}, {"rung__in": ["written"]}):
        with pytest.raises(TypeError, match="cannot be searched"):
            found(**how)


@pytest.mark.parametrize("word", ["x" * 65, "x" * 5000, "a\0b", "\ud800", "é" * 33])
def test_what_can_be_no_word_finds_nothing(cards, word):
    assert found(part=word) == found(part__in=[word]) == 0 and Card.objects.exclude(part=word).count() == 4


@pytest.mark.parametrize("how", ["contains", "icontains", "startswith", "iexact", "gt", "lt", "range", "regex"])
def test_nothing_looks_into_a_token(cards, how):
    with pytest.raises(FieldError):
        found(**{f"part__{how}": "a"})


def test_it_is_compared_with_words_alone(cards):
    for what in (F("other"), Card.objects.values("other")):
        for how in ("part", "part__in"):
            with pytest.raises(TypeError, match="not with an expression"):
                found(**{how: what})


def test_the_database_refuses_the_same_word_twice(cards):
    with pytest.raises(IntegrityError), transaction.atomic():
        Card.objects.create(part="alleged", number=3)
    Card.objects.create(part="alleged", number=5)


def test_another_key_opens_nothing_and_finds_nothing(cards, settings, tmp_path):
    settings.RING = tmp_path / "other.json"
    assert found(part="alleged") == 0
    with pytest.raises(sealed_field.Unreadable, match="house.Card.part"):
        Card.objects.get(pk=cards[0].pk)


def test_a_changed_token_is_not_read_as_another_word(cards):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE house_card SET part = other WHERE id = %s", [cards[0].pk])
    with pytest.raises(sealed_field.Unreadable):
        Card.objects.get(pk=cards[0].pk)


def test_while_keys_change_what_has_the_old_and_the_new_is_found(cards):
    old = lies(cards[0], "part")
    sealed_field.add_key()
    assert found(part="alleged") == 2 and found(part__in=["alleged", "harmed"]) == 3
    Card.objects.filter(pk=cards[0].pk).update(part="alleged", number=3)
    assert lies(cards[0], "part") != old == lies(cards[1], "part")
    assert found(part="alleged") == 2 and Card.objects.exclude(part="alleged").count() == 2
    assert [card.part for card in Card.objects.order_by("pk")] == ["alleged", "alleged", "", "harmed"]


def test_what_lay_open_before_an_upgrade_is_closed(cards):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE house_card SET part = 'witness', rung = 'oral' WHERE id = %s", [cards[0].pk])
        cursor.execute("UPDATE house_card SET part = 'witness', rung = 'oral' WHERE id = %s", [cards[1].pk])
        cursor.execute("UPDATE house_card SET part = 'teller' WHERE id = %s", [cards[3].pk])
        cursor.execute("UPDATE house_card SET rung = 'oral' WHERE id = %s", [cards[3].pk])
    old = SimpleNamespace(get_model=lambda label: {"house.Card": Card}[label])
    closing.close({"house.Card": ("part", "rung")})(old, SimpleNamespace(connection=connection))
    closed = list(Card.objects.order_by("pk"))
    assert [card.part for card in closed] == ["witness", "witness", "", "teller"] and found(part="witness") == 2
    assert [card.rung for card in closed] == ["oral", "oral", "", "oral"]
    assert lies(cards[0], "part") == lies(cards[1], "part") and lies(cards[0], "rung") != lies(cards[1], "rung")


# ---- in a school


def tokens(model, name: str) -> set[str]:
    return set(keyed.tokens_in(model._meta.get_field(name)))


@pytest.mark.django_db
def test_at_no_moment_of_a_rotation_does_it_reach_whom_it_is_about(cast, settings, tmp_path):
    """What says that it is about them has an old token, then a new one: neither lets them in."""
    settings.RING = tmp_path / "keys.json"
    story.staff(cast, about=[cast.pupil])
    concern = Concern.objects.get()
    About.objects.create(concern=concern, person=cast.dsl, part="alleged")
    dsl = story.fresh(cast.dsl)
    before = tokens(About, "part")
    seen = []
    rotation.rotate(progress=lambda *_: seen.append(reach.visible_to(dsl).exists()))
    assert seen and not any(seen) and not reach.visible_to(dsl).exists()
    assert reach.visible_to(story.fresh(cast.deputy_dsl)).filter(harm=concern.harm).exists()
    assert before and not tokens(About, "part") & before


@pytest.mark.django_db
def test_a_case_is_run_reached_and_closed_to_whom_it_is_about_after_a_rotation(cast, settings, tmp_path):
    settings.RING = tmp_path / "keys.json"
    case = case_story.bullying(cast)
    case_story.do(case, "parts", cast.dsl)
    fields = [(Case, "procedure"), (Case, "lead_duty"), (Participant, "part")]
    before = {pair: tokens(*pair) for pair in fields}
    asked = set(Asked.objects.values_list("duty", flat=True))
    rotation.rotate(forget_old=True)
    for pair in fields:
        assert before[pair] and not tokens(*pair) & before[pair], pair
    assert Case.objects.get(procedure="cyberbullying", lead_duty="dsl").pk == case.pk
    assert set(Asked.objects.values_list("duty", flat=True)) == asked
    assert Done.objects.get(step="parts").as_written and Done.objects.get().sealed_round == 1


@pytest.mark.django_db
def test_old_keys_stay_while_a_word_needs_one(cast, settings, tmp_path):
    settings.RING = tmp_path / "keys.json"
    story.staff(cast, about=[cast.pupil])
    (old,) = tokens(About, "part")
    rotation.rotate()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE concerns_about SET part = %s", [old])  # by a server that had the old ring in its hands
    with pytest.raises(rotation.Left, match="concerns.About: part"):
        rotation._forget_old()
    assert len(sealed_field.keys()) == 2 and About.objects.get().part == "about"


@pytest.mark.django_db
def test_a_stranger_who_writes_a_token_of_their_own_is_noticed(cast):
    story.staff(cast, about=[cast.pupil])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE concerns_concern SET harm = %s", [Fernet.generate_key().decode()])
    with pytest.raises(sealed_field.Unreadable, match=r"concerns\.Concern\.harm"):
        Concern.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE concerns_concern SET harm = %s", [Harm.OTHER.value])
    with pytest.raises(sealed_field.Unreadable):
        Concern.objects.get()


# ---- in the code


def keyed_fields():
    for model in reference.own_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, Keyed):
                yield model, field


def leaves(condition):
    for child in getattr(condition, "children", ()):
        yield from leaves(child) if isinstance(child, Q) else [child]


def test_no_constraint_of_the_database_holds_a_token():
    """It would be of the key of the day on which the table was made."""
    names = {(model, field.name) for model, field in keyed_fields()}
    assert len(names) > 25
    for model in reference.own_models():
        for rule in (*model._meta.constraints, *model._meta.indexes):
            for name, value in leaves(getattr(rule, "condition", None)):
                field = name.partition("__")[0]
                assert (model, field) not in names or value == "", f"{model._meta.label}: {rule.name} compares {field}"


def test_nothing_is_sorted_by_a_token():
    names = {field.name for _, field in keyed_fields()}
    for model, field in keyed_fields():
        assert field.name not in {name.lstrip("-") for name in model._meta.ordering}
    files = [path for app in ("concerns", "cases", "records") for path in (ROOT / "schoolgate" / app).rglob("*.py")]
    for path in files:
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "order_by":
                said = {arg.value.lstrip("-").rpartition("__")[2] for arg in call.args if isinstance(arg, ast.Constant)}
                assert not said & names, (
                    f"{path.name}:{call.lineno} sorts by what the database cannot read: sort in Python"
                )
