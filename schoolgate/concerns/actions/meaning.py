"""Keeps a concern from those whom its words may mean; parts of deeds, never deeds of their own."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from schoolgate import access
from schoolgate.access.duties import EMPLOYED, GOVERNORS, Duty
from schoolgate.action import Asks
from schoolgate.broken import Asking
from schoolgate.community import former_names, kinship
from schoolgate.community.former_names import PutDown
from schoolgate.community.models import Person
from schoolgate.concerns import onward, routing, rules
from schoolgate.concerns.actions import keeping_out, reaching
from schoolgate.concerns.models.answers import Cleared
from schoolgate.concerns.models.concern import About, Concern, Unlooked, involved_in
from schoolgate.concerns.models.watching import Changed
from schoolgate.concerns.queries import foreseen, reach
from schoolgate.concerns.queries import people as concern_people
from schoolgate.concerns.queries.meant import (
    WRITTEN,
    Adults,
    NamedReaders,
    Told,
    children_in,
    named_in,
    of_file,
    put_down_in,
    readers_by_name,
    those_meant,
    told_in,
    typed_in,
    words_in,
)
from schoolgate.concerns.rules import (
    AboutReader,
    AccessReason,
    AlertKind,
    Attachment,
    ConcernKind,
    ConcernPart,
    Report,
    Status,
    Whom,
)

STRUCK = (
    "{person} was kept out by a former name. Two people have said that it was never their name. Read it again: if it "
    "is not about {person}, say that they were not meant."
)
MOST_AGAIN = 2 * foreseen.MOST_WORK
"""What is compared at once when people change."""
NOT_OF_A_CHILD = frozenset({Whom.ADULT, Whom.OTHER})


@dataclass(frozen=True)
class Line:
    """Who could read a concern: nobody of the family of those in it, and by no duty who was harmed."""

    holders: routing.Holders
    involved: frozenset[int]
    harmed: frozenset[int]

    def has_a_reader(self, concerned: frozenset[int]) -> bool:
        """Whether somebody in the line may read it when it is about these people."""
        barred = self.kept_out(concerned)
        return any(routing.somebody(duty, self.holders, barred) for duty in routing.LINE)

    def kept_out(self, concerned: frozenset[int]) -> frozenset[int]:
        """Who does not read it by any duty when it is about these people."""
        return concerned | self.harmed | kinship.family_of(self.involved | concerned)


def barred(
    school_id: int, telling: Report, enclosures: Iterable[Attachment], by: access.Someone, at: datetime
) -> frozenset[int]:
    """Whoever holds the office that was chosen, and whom typed names, the account or words in a file may mean.

    Also children of those in the line, so that it goes past their family.

    Where that would leave nobody to read it, what only might be meant gives way, last what was typed or chosen.
    """
    sure, perhaps, line = _may_be(school_id, telling, enclosures, by, at)
    without = _put_down(school_id, telling, enclosures, sure.union(*perhaps), line, at)
    if without is not None:
        sure, perhaps, line = _may_be(school_id, telling, enclosures, by, at, without=without)
    return _with_a_reader_left(sure, perhaps, line)


def _put_down(
    school_id: int, telling: Report, enclosures: Iterable[Attachment], found: frozenset[int], line: Line, at: datetime
) -> PutDown | None:
    """Names of those who were found that somebody put down who will not read it, or whom or whose child it may mean."""
    makers, on = former_names.makers_of(found, at), reach.today(at)
    if not makers:
        return None
    kept, chosen = makers & line.kept_out(found), {id for id, _ in telling.people}
    account = "\n".join((telling.all_words(), telling.place, *read_in(enclosures)))
    told = Told(typed=tuple(telling.names), account=account, children=tuple(chosen))
    adults = Adults(school_id, on, among=makers)
    names = (*telling.names, *telling.own_names)
    return former_names.put_down(kept | those_meant(adults, told, makers - kept, names=names, chosen=chosen), at)


def _may_be(
    school_id: int,
    telling: Report,
    enclosures: Iterable[Attachment],
    by: access.Someone,
    at: datetime,
    *,
    without: PutDown | None = None,
) -> tuple[frozenset[int], tuple[frozenset[int], ...], Line]:
    """Whom it is about as far as it was said, whom it may mean besides, and who could read it."""
    on = reach.today(at)
    holders, adults = reach.holders(school_id, on), Adults(school_id, on, without=without)
    chosen = frozenset(holders.get(routing.CHOSEN[telling.whom], ()) if telling.whom in routing.CHOSEN else ())
    typed = adults.meant(Told(typed=telling.names))
    account = "\n".join((telling.all_words(), telling.place, *read_in(enclosures)))
    from_home = by.id if telling.door in rules.FROM_HOME else None
    own = adults.children_of(teller=from_home, names=(*telling.names, *telling.own_names))
    said = adults.meant(Told(account=account, children=(*(id for id, _ in telling.people), *own))) - {by.id}
    if telling.door in rules.FROM_HOME:
        said |= adults.taught(account, own) - {by.id}
    unsure: frozenset[int] = frozenset()
    if telling.names and not typed and telling.whom in NOT_OF_A_CHILD:
        unsure = adults.not_ruled_out(telling.names) - {by.id}
    involved = {id for id, _ in telling.people}
    names = (*telling.names, *telling.own_names)
    of_line = concern_people.children_of_line(school_id, on)
    children = concern_people.children_meant(of_line, names, account, chosen=involved, without=without)
    children -= involved | {by.id or 0}
    named = {id for id, part in telling.people if part in rules.CONCERNED}
    harmed = frozenset(id for id, part in telling.people if part is ConcernPart.HARMED)
    if by.id is not None and telling.door in rules.FROM_HOME:
        involved.add(by.id)
    line = Line(holders, frozenset(involved), harmed)
    barring = [id for id, part in telling.people if part in rules.BARS]
    twice = namesakes(school_id, barring, by, at) - chosen - typed
    return frozenset(named | chosen | typed), (twice, children, said, unsure), line


def namesakes(school_id: int, people: Collection[int], by: access.Someone, at: datetime) -> frozenset[int]:
    """Whom the names of these grown-ups may mean as well: a record may have been chosen for somebody else's."""
    named = Person.objects.filter(pk__in=people).exclude(roles__duty=Duty.PUPIL).distinct() if people else ()
    lines = tuple(str(person) for person in named)
    if not lines:
        return frozenset()
    return Adults(school_id, reach.today(at)).meant(Told(typed=lines)) - frozenset(people) - {by.id or 0}


def keep_from_namesakes(concern: Concern, person: Person, by: access.Someone, at: datetime) -> None:
    """Whoever has the name of somebody who was chosen may be meant, until somebody says not."""
    _bar_also(concern, namesakes(concern.school_id, [person.pk], by, at), at)


def is_about_staff(telling: Report, barred: Iterable[int], on: date) -> bool:
    """Whether what is told is about somebody who works here: whom it names, whom it may mean, or who was chosen."""
    about = [id for id, part in telling.people if part in rules.CONCERNED]
    return bool(reach.duties_of([*about, *barred], on) & EMPLOYED) or telling.whom in routing.CHOSEN


def read_in(enclosures: Iterable[Attachment]) -> list[str]:
    """What files are called and what could be read in them."""
    return [of_file(file.name, file.examined.text) for file in enclosures]


def keep_from(concern: Concern, people: Collection[int]) -> list[int]:
    """Says of each that the words may mean them, so that they cannot read it; returns those of whom it is new."""
    new = sorted(set(people) - reach.concerned_in(concern))
    About.objects.bulk_create(
        About(concern=concern, person_id=id, part=ConcernPart.ABOUT.value, by_name=True) for id in new
    )
    return new


def read_again(
    concern: Concern,
    words: str,
    enclosures: Iterable[Attachment],
    by: access.Someone,
    at: datetime,
    *,
    only_named: Collection[int] = (),
) -> bool:
    """What is added afterwards may mean somebody who reads it now: then it goes to somebody else, who is written to.

    `only_named` are those of whom the words say nothing, as whoever wrote them says; files are read all the same.
    """
    return _bar_also(concern, meant_by_more(concern, words, enclosures, by, at, only_named=only_named), at)


def meant_by_more(
    concern: Concern,
    words: str,
    enclosures: Iterable[Attachment],
    by: access.Someone,
    at: datetime,
    *,
    only_named: Collection[int] = (),
) -> frozenset[int]:
    """Whom, or whose child, something that is added may mean: by no name put down by who is kept from it."""
    found = _added(concern, words, enclosures, by, at, only_named)
    added = "\n".join((words, *read_in(enclosures)))
    if found and (without := put_down_in(concern, found, at, added)) is not None:
        found &= _added(concern, words, enclosures, by, at, only_named, without=without)
    return found


def _added(
    concern: Concern,
    words: str,
    enclosures: Iterable[Attachment],
    by: access.Someone,
    at: datetime,
    only_named: Collection[int],
    *,
    without: PutDown | None = None,
) -> frozenset[int]:
    on, read = reach.today(at), "\n".join(read_in(enclosures))
    account, adults = f"{words}\n{read}", Adults(concern.school_id, on, without=without)
    children = children_in(concern, adults)
    by_name = readers_by_name(Concern.objects.filter(pk=concern.pk), on)[concern.pk]
    said = adults.meant(Told(account=words, children=children), by_name=by_name) - frozenset(only_named)
    said |= adults.meant(Told(account=read, children=children), by_name=by_name)
    if concern.door in rules.FROM_HOME:
        said |= adults.taught(words, children) - frozenset(only_named)
    of_line = concern_people.children_of_line(concern.school_id, on, by_name=by_name)
    chosen = frozenset(concern.about.filter(by_name=False).values_list("person", flat=True))
    named = concern_people.children_meant(of_line, (), account, chosen=chosen, without=without) - chosen
    return (said | named) - {by.id or 0}


def bar_again(
    concern: Concern, telling: Report, enclosures: Iterable[Attachment], by: access.Someone, at: datetime
) -> None:
    """A form sent again with other answers is read as if it were new: nobody who was kept out comes in by that."""
    _bar_also(concern, barred(concern.school_id, telling, enclosures, by, at), at)
    read_again(concern, telling.all_words(), enclosures, by, at)
    about = reach.duties_of(reach.concerned_in(concern), reach.today(at))
    chosen = {routing.CHOSEN[telling.whom]} if telling.whom in routing.CHOSEN else set()
    duty = routing.first_reached(
        ConcernKind(concern.kind),
        about | chosen,
        holders=reach.holders_for(concern, reach.today(at)),
        concerned=reach.not_by_duty(concern),
    )
    if concern.status != Status.FINISHED:
        if reach.meant_for(concern, reach.today(at)) != concern.goes_to:
            reaching.route(concern, at)
        reaching.reach_duty(concern, duty, AccessReason.ROUTED, at)


def asked_of_readers(
    concern: Concern, said: Mapping[str, Any], about_reader: AboutReader | None, by: access.Someone, at: datetime
) -> Callable[[], None]:
    """Words or a file that may mean somebody who reads it, or their child: `Asking` until it is said whether they do.

    Then it goes past all whom they may mean, also those to whom it would come later.
    """
    enclosure = said.get("enclosure")
    words = words_in(said) if enclosure is None else "\n".join(read_in([enclosure]))
    named = named_in(concern, words, by, reach.today(at))
    if named and about_reader is None:
        raise asking(named, with_file=enclosure is not None)

    def then() -> None:
        if about_reader is AboutReader.NO:
            remember(concern, [person.pk for person in named.adults], by, at, words=words)
        if named and about_reader is AboutReader.YES:
            adults = Adults(concern.school_id, reach.today(at))
            meant = adults.meant(Told(account=words, children=children_in(concern, adults)))
            meant |= {person.pk for person in named.adults}
            before = keeping_out.readers(concern, at)
            _bar_also(concern, (meant - {by.id}) | named.children, at)
            keeping_out.note(concern, before, by, at)

    return then


def asking(named: NamedReaders, *, with_file: bool = False) -> Asking:
    """The question whether what was written is about those who read it."""
    names = " or ".join(dict.fromkeys(map(str, (*named.adults, *named.parents))))
    child = ", or of a child of theirs" if named.parents else ""
    return Asking(
        rules.ASK_OF_FILE if with_file else rules.ASK_OF_READERS,
        "6.4",
        field="about_reader",
        question=f"Does it say something of what {names} did or did not do{child}?",
        answers=rules.ABOUT_READER,
    )


ASKS = Asks("about_reader", AboutReader, asked_of_readers)
"""Whatever somebody writes into a concern: is it about one of those who read it?"""


def keep_out(concern: Concern, people: Iterable[Person], at: datetime) -> None:
    """Keeps a concern, and what became of it, from people whom words in it are about."""
    _bar_also(concern, frozenset(person.pk for person in people), at)


def remember(
    concern: Concern, people: Collection[int], by: access.Someone, at: datetime, *, words: str | None = None
) -> None:
    """What does not mean somebody, as was answered, is not asked about again: all of a concern, or only some `words`.

    By the names, offices and classes that they have now; another one, or other words, are asked about.
    """
    if not people:
        return
    adults = Adults(concern.school_id, reach.today(at), among=people)
    whole = told_in(Concern.objects.get(pk=concern.pk), adults)
    kept = concern.addenda.filter(at=at, by=by.id).values_list("words", flat=True)
    texts = tuple(text for text in kept if text.endswith(words)) if words else ()
    told = whole if words is None else Told(children=whole.children, texts=(words, *texts))
    names = concern.names.values_list("name", flat=True) if words is None else ()
    pupils = Person.objects.filter(pk__in=people).prefetch_related("former_names")
    for person in pupils:
        signs = adults.signs(person.pk, told) | concern_people.signs_of_child(person, (*names, *told.texts))
        Cleared.objects.create(concern=concern, person=person, signs=" ".join(sorted(signs)), at=at, by_id=by.id)


def match_again(school_id: int, people: Collection[int], at: datetime) -> None:
    """Names and accounts of every concern, against people who were added, renamed, came back, have a duty or a child now.

    By no name that was put down by somebody whom it is kept from. Where it is more than nobody waits for, those people and
    their family do not read the rest until the clock has looked through it; and the clock looks again at what was told at
    the same moment.
    """
    on = reach.today(at)
    adults = Adults(school_id, on, among=people)
    concerns: QuerySet[Concern] = Concern.objects.filter(school=school_id)
    by_name = readers_by_name(concerns, on, frozenset(people) | kinship.family_of(people))
    reading = frozenset(id for readers in by_name.values() for id in readers)
    of_line = concern_people.children_of_line(school_id, on, by_name=reading, among=people)
    if not (adults.everyone or of_line):
        return
    accounts = bool(adults.readers or of_line or by_name)
    parts = ("cleared", *(WRITTEN if accounts else ("names", "about")))
    concerns = concerns if accounts else _with_names(school_id)
    Changed.objects.create(school_id=school_id, people=sorted(people), at=at)
    found = concerns.order_by("-entered_at", "pk").select_related("school").prefetch_related(*parts)
    left: list[Concern] = []
    with foreseen.foreseeing(MOST_AGAIN) as work:
        for concern in found.iterator(chunk_size=200):
            told = told_in(concern, adults) if accounts else Told(typed=typed_in(concern))
            fits, reads = len(told.account) <= foreseen.MOST_LETTERS and not work.is_spent, by_name[concern.pk]
            meant = _newly_meant(concern, told, adults, of_line, reads, at) if fits else frozenset[int]()
            if work.is_spent or not fits:
                left.append(concern)  # the clock finds whom it means, and sends it on
                continue
            _bar_also(concern, meant, at)
    if left:
        circle = Person.objects.filter(pk__in=frozenset(people) | kinship.family_of(people))
        waiting = circle.on_roll(*EMPLOYED, *GOVERNORS, on=on).order_by("pk").values_list("pk", flat=True)
        rows = [Unlooked(concern=concern, person_id=id, at=at) for concern in left for id in waiting]
        Unlooked.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


def look_through(concern: Concern, at: datetime) -> bool:
    """Everything in a concern, against everybody; True where it means somebody of whom that was not known."""
    return _bar_also(concern, meant_in(concern, at), at)


def meant_in(concern: Concern, at: datetime, among: Collection[int] | None = None) -> frozenset[int]:
    """Whom everything in a concern may mean, or whose child, of whom it was not known; only some people with `among`."""
    on = reach.today(at)
    only = None if among is None else frozenset(among) | kinship.family_of(among)
    by_name = readers_by_name(Concern.objects.filter(pk=concern.pk), on, only)[concern.pk]
    adults = Adults(concern.school_id, on, among=among)
    of_line = concern_people.children_of_line(concern.school_id, on, by_name=by_name, among=among)
    return _newly_meant(concern, told_in(concern, adults), adults, of_line, by_name, at)


def meant_anew(concern: Concern, people: Collection[int], at: datetime) -> bool:
    """Whether what was told at the moment at which people changed means one of them, and nobody knows it."""
    return bool(meant_in(concern, at, people))


def everything_in(concern: Concern) -> str:
    """What was told of it, and added, by whoever told it: words, files and where it was."""
    lines = [line.words for line in concern.lines.all() if not line.from_school]
    lines += [addendum.words for addendum in concern.addenda.all() if addendum.by_reporter]
    files = [of_file(file.name, file.text) for file in concern.evidence.all()]
    own = (concern.words, concern.childs_words, concern.exact_words, concern.place)
    return "\n".join(filter(None, (*own, *lines, *files)))


def added_since(concern: Concern, at: datetime | None) -> tuple[str, bool]:
    """What whoever told it has written since then, and whether they have added anything, a file included."""
    if at is None:
        return "", False
    lines = concern.lines.filter(from_school=False, at__gte=at).values_list("words", flat=True)
    again = concern.addenda.filter(by_reporter=True, at__gte=at).values_list("words", flat=True)
    words = "\n".join((*lines, *again))
    return words, bool(words) or concern.evidence.filter(at__gte=at).exists()


def _newly_meant(
    concern: Concern, told: Told, adults: Adults, of_line: Collection[Person], by_name: Collection[int], at: datetime
) -> frozenset[int]:
    """Of whom it was not known, and by no name that was put down by somebody whom it is kept from."""
    found = _meant_in(concern, told, adults, of_line, by_name)
    new = found - {about.person_id for about in concern.about.all() if about.part in rules.CONCERNED}
    if new and (without := put_down_in(concern, found, at)) is not None:
        others = Adults(adults.school_id, adults.on, among=adults.among, without=without)
        new &= _meant_in(concern, told, others, of_line, by_name, without=without)
    return new


def _meant_in(
    concern: Concern,
    told: Told,
    adults: Adults,
    of_line: Collection[Person],
    by_name: Collection[int],
    *,
    without: PutDown | None = None,
) -> frozenset[int]:
    """Whom a concern means, but for those of whom somebody has said that these words do not."""
    names = [name.name for name in concern.names.all()] if of_line else []
    chosen = {about.person_id for about in concern.about.all() if not about.by_name}
    cleared = _cleared(concern)
    children = concern_people.children_meant(of_line, names, told.account, chosen=chosen, without=without)
    children -= chosen
    anew = {
        child.pk
        for child in of_line
        if child.pk in children & cleared.keys()
        and concern_people.child_meant_anew(child, names, told.texts, cleared[child.pk], chosen=chosen, without=without)
    }
    meant = adults.meant(told, by_name=by_name)
    for id in meant & cleared.keys():
        if adults.meant_anew(id, told, cleared[id], by_name=by_name):
            anew.add(id)
    return ((meant | children) - (cleared.keys() - anew)) - {concern.entered_by_id or 0}


def ask_again(school_id: int, person_id: int, at: datetime) -> None:
    """A former name was never theirs: what it alone has kept from somebody is not given back, but asked about again."""
    on = reach.today(at)
    person = Person.objects.get(pk=person_id)
    is_pupil = person.roles.filter(duty=Duty.PUPIL).exists()
    mine = Concern.objects.filter(school=school_id, about__person=person, about__by_name=True).distinct()
    adults = Adults(school_id, on, among=[person_id])
    by_name = readers_by_name(mine, on, frozenset([person_id]))
    for concern in mine:
        told, names = told_in(concern, adults), [name.name for name in concern.names.all()]
        chosen = {about.person_id for about in concern.about.all() if not about.by_name}
        pupils = [person] if is_pupil else []
        by_child = concern_people.children_meant(pupils, names, told.account, chosen=chosen)
        if person_id not in adults.meant(told, by_name=by_name[concern.pk]) | by_child:
            reaching.alert(concern, AlertKind.NAME, STRUCK.format(person=person), at)


def _cleared(concern: Concern) -> dict[int, frozenset[str]]:
    """By what each person is not meant, of whom somebody has said so."""
    found: dict[int, frozenset[str]] = {}
    for row in concern.cleared.all():
        found[row.person_id] = found.get(row.person_id, frozenset()) | frozenset(row.signs.split())
    return found


def _with_names(school_id: int) -> QuerySet[Concern]:
    return Concern.objects.filter(school=school_id, names__of_teller=False).distinct()


def _bar_also(concern: Concern, people: frozenset[int], at: datetime) -> bool:
    if not people:
        return False
    on = reach.today(at)
    sure = reach.concerned_in(concern)
    if not people - sure:
        return False
    involved = frozenset(involved_in(Concern.objects.filter(pk=concern.pk)).values_list("pk", flat=True))
    line = Line(reach.holders_for(concern, on), involved, reach.harmed_in(concern))
    new = keep_from(concern, _with_a_reader_left(sure, (people,), line))
    if new and concern.status != Status.FINISHED:
        reaching.route(concern, at)
    if new:
        onward.tell_meant(concern, new, at)
    return bool(new)


def _with_a_reader_left(sure: Collection[int], perhaps: Iterable[frozenset[int]], line: Line) -> frozenset[int]:
    """`sure`, and of each of the others everyone, or all but the last in the line where nobody else could read it."""
    kept = frozenset(sure)
    for group in filter(None, perhaps):
        for duty in (None, *reversed(routing.LINE)):
            spared = {id for held in routing.GROUPS[duty] for id in line.holders.get(held, ())} if duty else set()
            spared |= kinship.family_of(spared)
            if not line.has_a_reader(kept) or line.has_a_reader(kept | (group - spared)):
                kept |= group - spared
                break
    return kept
