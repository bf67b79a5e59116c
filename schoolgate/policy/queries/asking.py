"""One question on the page "May I?": the fact to be asked for next, or the answer."""

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.http import Http404
from django.utils import timezone

from schoolgate.community.models import Person, School
from schoolgate.engines import model_policy
from schoolgate.engines.ages import book as engine_book
from schoolgate.engines.ages import shapes
from schoolgate.engines.model_policy import placeholders
from schoolgate.engines.rulings.facts import Platform, Question
from schoolgate.engines.rulings.faq import Example
from schoolgate.engines.rulings.policy import Ruling
from schoolgate.policy.asking import deciding, facts, saying, worked
from schoolgate.policy.asking.facts import Choice, Fact
from schoolgate.policy.queries import ages, asker_context, public, rulings

FAMILIAR = (
    "whatsapp",
    "tiktok",
    "snapchat",
    "instagram",
    "facebook",
    "youtube",
    "roblox",
    "minecraft",
    "xbox",
    "discord",
)
"""The platforms that are asked about most, first on the list."""

YOUNGEST_PUPIL, OLDEST_PUPIL = 4, 13


@dataclass(frozen=True)
class Known:
    """A fact that is known, in words, and the address at which it can be changed."""

    fact: Fact
    value: str
    from_records: bool
    change: str


@dataclass(frozen=True)
class Offer:
    """An answer to choose, and the address that has it."""

    choice: Choice
    query: str


@dataclass(frozen=True)
class Ask:
    """The one fact to be asked for, and the answers there are, in groups."""

    fact: Fact
    question: str
    groups: tuple[tuple[str, tuple[Offer, ...]], ...]
    not_known: str

    @property
    def offers(self) -> tuple[Offer, ...]:
        return tuple(offer for _, offers in self.groups for offer in offers)

    @property
    def is_age(self) -> bool:
        return self.fact in (facts.AGE, facts.OTHER_AGE)


@dataclass(frozen=True)
class Said:
    """A clause that decides, in the school's words, with its place in the policy that is in force."""

    place: str
    words: str
    gloss: str
    is_ours: bool


@dataclass(frozen=True)
class Given:
    """The answer, with what to do and whom to ask."""

    ruling: Ruling
    word: str
    tone: str
    picture: str
    says: str
    to_do: str
    clauses: tuple[Said, ...]
    legal: tuple[str, ...]
    whom: tuple[tuple[saying.Whom, str], ...]
    whom_else: str
    do_picture: str

    @property
    def is_ours(self) -> bool:
        """Whether the clauses stand in a policy that the school has published."""
        return all(clause.is_ours for clause in self.clauses)

    @property
    def school_rule(self) -> str:
        """The school's own age rule, without saying whose it is again."""
        said = self.ruling.school_rule.partition(": ")[2]
        return said[:1].upper() + said[1:]


@dataclass(frozen=True)
class QuestionPage:
    """A question: either the fact to be asked for next, or the answer."""

    school: School
    reader: asker_context.Reader
    kind: str
    given: Mapping[str, str]
    filled: Mapping[str, str]
    kept: Mapping[str, str]
    title: str
    known: tuple[Known, ...]
    ask: Ask | None
    answer: Given | None
    example: Example | None
    asked: Question
    ruling: Ruling

    @property
    def query(self) -> str:
        """The address of this question, with nothing in it but its facts."""
        return urlencode({**self.given, **self.kept})

    @property
    def again(self) -> str:
        return urlencode({name: value for name, value in self.kept.items() if name == "for"})


def question_page(
    slug: str, person: Person | None, now: datetime, kind: str, said: Mapping[str, str], *, change: str = ""
) -> QuestionPage:
    """The fact to ask for next, the one that is to be changed, or the answer; 404 for no such question."""
    school = public.school_named(slug)
    if kind not in facts.KINDS:
        raise Http404
    on = timezone.localdate(now)
    reader = asker_context.reader_of(school, person, on, is_child=said.get("for") == "child")
    book = ages.register_of(school.pk)
    given = facts.read(kind, said, frozenset(book.platforms))
    filled = reader.filled(kind, given)
    policy = rulings.policy_in_force(school, on)
    decided = deciding.decide(kind, filled, policy, deciding.moments(policy, now), _finder(book))
    wanted = facts.fact(kind, change) or decided.next
    example = worked.named(said.get("example", ""))
    if example and not (worked.kind_of(example) == kind and _is_as_asked(example, filled)):
        example = None
    kept = _kept(said, example)
    name_of = functools.partial(_name_of, book, on)
    return QuestionPage(
        school=school,
        reader=reader,
        kind=kind,
        given=given,
        filled=filled,
        kept=kept,
        title=saying.question(kind, filled, name_of, is_child=reader.is_child),
        known=tuple(_known(kind, filled, given, kept, name_of, reader)),
        ask=_ask(kind, wanted, filled, given, kept, book, on, reader) if wanted else None,
        answer=None if wanted else _answer(school, person, on, kind, filled, decided.ruling, reader, example),
        example=example,
        asked=decided.question,
        ruling=decided.ruling,
    )


def _kept(said: Mapping[str, str], example: Example | None) -> dict[str, str]:
    """What stays in the address beside the facts: that it is for a child, and which worked question it is."""
    child = {"for": "child"} if said.get("for") == "child" else {}
    return {**child, **({"example": example.id} if example else {})}


def _name_of(book: engine_book.Register, on: date, id: str) -> str:
    return saying.PLATFORMS.get(id) or book.limit(id, on).name


def _finder(book: engine_book.Register) -> deciding.FindPlatform:
    def find(id: str, on: date) -> Platform:
        known = book.limit(id, on).standing
        return Platform(
            known.id, known.name, known.social, known.minimum_age, known.age_known, known.route, known.site_rule
        )

    return find


def _known(
    kind: str,
    filled: Mapping[str, str],
    given: Mapping[str, str],
    kept: Mapping[str, str],
    name_of: saying.NameOf,
    reader: asker_context.Reader,
) -> Iterable[Known]:
    for fact in facts.KINDS[kind]:
        value = filled.get(fact.name)
        # What the registers do not have is not worth a line.
        if value and not (fact.name not in given and value == facts.NO):
            words = saying.value(kind, fact, value, name_of, is_child=reader.is_child)
            change = urlencode({**given, **kept, "change": fact.name})
            yield Known(fact, words, fact.name not in given, change)


def _ask(
    kind: str,
    fact: Fact,
    filled: Mapping[str, str],
    given: Mapping[str, str],
    kept: Mapping[str, str],
    book: engine_book.Register,
    on: date,
    reader: asker_context.Reader,
) -> Ask:
    groups: tuple[tuple[str, tuple[Choice, ...]], ...] = (("", facts.choices(kind, fact)),)
    if fact is facts.PLATFORM:
        groups = _platforms(book, on, reader.is_child)
    elif fact in (facts.AGE, facts.OTHER_AGE) and reader.is_child:
        years = range(YOUNGEST_PUPIL, OLDEST_PUPIL + 1)
        older = Choice(str(OLDEST_PUPIL + 1), f"{OLDEST_PUPIL + 1}+")
        groups = (("", (*(Choice(str(age), str(age)) for age in years), older)),)

    def query(value: str) -> str:
        return urlencode({**given, **kept, fact.name: value})

    offers = tuple((name, tuple(Offer(choice, query(choice.value)) for choice in choices)) for name, choices in groups)
    return Ask(fact, _question(fact, filled, reader.is_child), offers, query(facts.UNKNOWN))


def _question(fact: Fact, filled: Mapping[str, str], is_child: bool) -> str:
    """How a fact is asked for; an age says whose."""
    if is_child and fact is facts.AGE and filled.get("role", "pupil") != "pupil":
        return "How old are they?"
    if is_child:
        return fact.child
    if fact is facts.AGE:
        return f"How old is {_the(filled.get('role', ''), 'the person')}?"
    if fact is facts.OTHER_AGE:
        return f"How old is {_the(filled.get('other', ''), 'the other person')}?"
    return fact.asks


def _the(role: str, otherwise: str) -> str:
    who = saying.WHO.get(role, otherwise)
    return f"the {who[2:]}" if who.startswith("a ") else who


def _platforms(book: engine_book.Register, on: date, is_child: bool) -> tuple[tuple[str, tuple[Choice, ...]], ...]:
    """The platforms there are on a day: the familiar ones, the rest by name, and what is on no list."""
    there = {limit.id: limit for limit in book.on(on) if limit.is_there}
    familiar = [there[id] for id in FAMILIAR if id in there]
    rest = sorted((item for item in there.values() if item not in familiar), key=lambda item: item.name.casefold())
    other = (
        Choice(
            facts.NETWORK,
            "Another social network, chat or online game",
            "Another one, with other people in it",
            picture="people",
        ),
        Choice(
            facts.NO_NETWORK, "Something else, where people do not meet", "Another one, just for me", picture="book"
        ),
    )
    first, others = (
        tuple(Choice(item.id, item.name, picture=_picture(item)) for item in group) for group in (familiar, rest)
    )
    if is_child:
        return (("", (*first, *other)), ("More", others))
    return (("Often asked about", first), ("All the others", others), ("Not on the list", other))


def _picture(limit: shapes.Limit) -> str:
    return saying.PLATFORM_PICTURES.get(limit.kind, "people")


# ---- the answer


def _answer(
    school: School,
    person: Person | None,
    on: date,
    kind: str,
    filled: Mapping[str, str],
    ruling: Ruling,
    reader: asker_context.Reader,
    example: Example | None,
) -> Given:
    is_child, answer = reader.is_child, ruling.answer
    tone, picture = saying.TONES[answer]
    ours = example if example and str(answer) == example.answer else None
    if ours and is_child and "pupil" not in ours.audience:
        ours = None
    to_do = (saying.CHILD_TO_DO if is_child else saying.TO_DO)[answer]
    officers = public.officers_for(school, person, on)
    whom, named = saying.whom(kind, filled.get("role", "")), saying.NAMED.get(ours.whom) if ours else None
    return Given(
        ruling=ruling,
        word=(saying.CHILD_WORDS if is_child else saying.ADULT_WORDS)[answer],
        tone=tone,
        picture=picture,
        says=ruling.child if is_child else ruling.says,
        to_do=ours.do if ours else to_do,
        clauses=tuple(_clauses(school, person, on, ruling.clauses, is_child)),
        legal=ruling.legal if reader.is_staff else (),
        whom=tuple(
            (other, officers.get(other.duty, "")) for other in (saying.with_first(named, whom) if named else whom)
        ),
        whom_else=ours.whom if ours and (is_child or not named) else "",
        do_picture=saying.CHILD_PICTURES[answer],
    )


def _is_as_asked(example: Example, filled: Mapping[str, str]) -> bool:
    """Whether the question is still the worked one, and no fact of it has been changed."""
    return all(
        filled.get(name) == value or (value == facts.UNKNOWN and filled.get(name) == facts.NO)
        for name, value in worked.given(example).items()
    )


def _clauses(school: School, person: Person | None, on: date, ids: Sequence[str], is_child: bool) -> Iterable[Said]:
    """Each clause in the school's own words and places; where nothing is published, in those of the model."""
    ours: dict[str, list[public.Line]] = {}
    for line in public.lines_in_force(school, person, on):
        ours.setdefault(line.clause.model, []).append(line)
    for id in ids:
        for line in ours.get(id, ()):
            words = line.child if is_child and line.child else line.words
            yield Said(line.clause.place, words, line.gloss, is_ours=True)
        if not ours:
            model = model_policy.clause(id)
            words = model.child if is_child and model.child else model.text
            yield Said(
                id,
                placeholders.filled(words, {"school": school.name}),
                placeholders.filled(model.gloss, {}),
                is_ours=False,
            )
