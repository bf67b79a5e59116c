"""How a case begins, and who comes to have a part in it."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.action import action, own_school
from schoolgate.broken import Broken
from schoolgate.cases import packing, rules
from schoolgate.cases.actions import asking, consequences, keeping_out, letters, notify
from schoolgate.cases.models.answers import Answered
from schoolgate.cases.models.case import Case, FromConcern, Link
from schoolgate.cases.models.case import Participant as Row
from schoolgate.cases.queries import onward, state
from schoolgate.cases.queries import people as case_people
from schoolgate.cases.queries import reach as case_reach
from schoolgate.cases.queries.meant import put_down_in
from schoolgate.cases.rules import ABOUT, EventKind
from schoolgate.community.former_names import PutDown
from schoolgate.community.models import Person, School
from schoolgate.concerns import rules as concern_rules
from schoolgate.concerns.actions import keeping_out as concern_keeping_out
from schoolgate.concerns.actions import outcomes, reaching, triage
from schoolgate.concerns.actions.meaning import STRUCK, namesakes
from schoolgate.concerns.models.concern import About, Concern
from schoolgate.concerns.queries import people as concern_people
from schoolgate.concerns.queries import reach as concern_reach
from schoolgate.concerns.queries.meant import Adults, NamedReaders, Told
from schoolgate.concerns.rules import AboutReader, Outcome
from schoolgate.engines.procedures.schema import PARTS, Began, CasePart, RestrictedAct, Source
from schoolgate.policy.queries import reach

Named = tuple[Person, CasePart]
Everyone = dict[tuple[int, CasePart], bool]
"""Who has which part, and whether only by a typed name that may mean them."""
Cleared = Mapping[str, Collection[int]]
"""For each name that was typed, who was offered for it and is not meant, as whoever typed it says."""
TWO_TAKE_OUT = "{person} was named, not only by a typed name: a second person has to agree. Choose them."
YOURSELF = "A name that you typed may mean you. Write it in full, or ask somebody else to enter it."


@action("cases.open_case", clause="5.p.8", reach=own_school, asks=asking.BY_ITSELF)
def open_case(
    school: School,
    *,
    procedure: str,
    reason: str,
    concern: Concern | None = None,
    people: Iterable[Named] = (),
    names: Iterable[tuple[str, CasePart]] = (),
    cleared: Cleared | None = None,
    facts: Mapping[str, str] | None = None,
    about_reader: AboutReader | None = None,
    by: access.SignedIn,
    at: datetime,
) -> Case:
    """Opens a case, from a concern or without one; it goes to whoever runs it, and never to whom it is about."""
    rules.check_reason(reason)
    whole = rules.procedure(procedure)
    version = reach.in_force(school.pk, case_reach.today(at))
    case = Case.objects.create(
        school=school,
        number=notify.free_number(school),
        procedure=whole.id,
        lead_duty=whole.lead_duty[0],
        facts=packing.packed(_facts(facts or {})),
        version=version,
        opened_at=at,
        opened_by_id=by.id,
    )
    if concern is not None:
        _end_concern(concern, Outcome.OPEN_CASE, reason, by, at)
        FromConcern.objects.create(case=case, concern=concern, at=at, by_id=by.id)
    chosen = list(people)
    before = concern_keeping_out.readers(concern, at) if concern else frozenset()
    everyone = _everyone(school, concern, (*chosen, *onward.tellers_part(concern)))
    _put_in_all(case, everyone, names, by, at, cleared or {})
    _put_in_namesakes(case, chosen, by, at)
    keeping_out.note(case, before, by, at)
    if whole.id in rules.COLLEAGUES:
        case_people.check_adult_named(case)
    if by.id in case.about_ids:
        raise Broken("This is about yourself: somebody else has to open it. Tell it as a concern.", "6.7")
    if by.id in case_reach.kept_from(case):
        raise Broken("Somebody of your family is in this: somebody else has to open it. Tell it as a concern.", "6.7")
    _keep_concerns_from(case, by, at)
    notify.route(case, at)
    notify.write(case, EventKind.OPENED, _opened(whole.name, reason, concern), by=by, at=at)
    case = _settled(case, at)
    letters.prepare(case, concern, by, at)
    asking.asked_of_readers(case, {"reason": reason}, about_reader, by, at)()
    case = Case.objects.get(pk=case.pk)  # the answer may have sent it on
    notify.tell_leads(case, "opened", at, but=by)
    return case


@action("cases.add_to_case", clause="5.p.8", reach=case_reach.leading, asks=asking.ASKS)
def add_to_case(case: Case, *, concern: Concern, reason: str, by: access.SignedIn, at: datetime) -> Case:
    """Puts a concern into a case that is open; the people in it come with it."""
    rules.check_reason(reason)
    notify.check_open(case)
    before = case_reach.running(case, case_reach.today(at))
    _end_concern(concern, Outcome.ADD_TO_CASE, reason, by, at)
    FromConcern.objects.create(case=case, concern=concern, at=at, by_id=by.id)
    _put_in_all(case, _everyone(case.school, concern, ()), (), by, at, {})
    keeping_out.note(case, before, by, at)
    words = f"Concern {concern.number} was added to this case. {reason}"
    notify.write(case, EventKind.LINK, words, by=by, at=at)
    return _after_people(case, by, at)


@action("cases.add_part", clause="6.4", reach=case_reach.leading, asks=asking.ASKS)
def add_part(
    case: Case,
    *,
    part: CasePart,
    person: Person | None = None,
    name: str = "",
    cleared: Cleared | None = None,
    reason: str,
    by: access.SignedIn,
    at: datetime,
) -> Case:
    """Says who has a part in a case; where it is then about somebody else, it goes to whoever may run that."""
    rules.check_reason(reason)
    notify.check_open(case)
    if person is not None:
        notify.person_here(case, person)
        name = ""
    elif not name.strip():
        raise Broken("Choose the person, or write their name.")
    before = case_reach.running(case, case_reach.today(at))
    _put_in(case, person, name.strip(), part, by, at, cleared or {})
    keeping_out.note(case, before, by, at)
    words = f"{person or name.strip()}: {PARTS[part]}. {reason}"
    notify.write(case, EventKind.PERSON, words, by=by, at=at, about=[person.pk] if person else ())
    return _after_people(case, by, at)


@action("cases.not_meant", clause="6.4", reach=case_reach.leading, asks=asking.ASKS)
def not_meant(case: Case, *, person: Person, reason: str, by: access.SignedIn, at: datetime) -> Case:
    """Says that a typed name did not mean this person, with the reason; the case then goes to whoever may run it.

    Who was named, and not by a typed name, is taken out by two people: others may be kept out because of them.
    """
    rules.check_reason(reason)
    gone, _ = case.parts.filter(person=person, by_name=True).delete()
    if not gone:
        case_people.check_named_by_mistake(case, person)
        raise Broken(TWO_TAKE_OUT.format(person=person), "6.4")
    _remember(case, [person.pk], case.parts.filter(person=None).values_list("name", flat=True), by, at)
    return _without(case, person, f"{person} was not meant by a typed name. {reason}", reason, by, at)


def check_take_out(case: Case, person: Person, *, by: access.Someone, second: Person) -> None:
    """That two people may take somebody out who was named by mistake: neither of them themselves."""
    notify.check_open(case)
    case_people.check_named_by_mistake(case, person)
    if person.pk in (by.id, second.pk):
        raise Broken("Nobody takes themselves out. Ask somebody else.", "6.4")


def take_out(case: Case, person: Person, reason: str, *, by: access.Someone, second: Person, at: datetime) -> Case:
    """Takes out whom two people say to be named by mistake; that they were named, and why they are not, stays."""
    check_take_out(case, person, by=by, second=second)
    case.parts.filter(person=person).delete()
    return _without(case, person, f"{person} was named by mistake. {second} agreed. {reason}", reason, by, at)


def _without(case: Case, person: Person, words: str, reason: str, by: access.Someone, at: datetime) -> Case:
    """No grown-up whom a case is about is taken out: how it ends says what was found."""
    notify.write(case, EventKind.PERSON, words, by=by, at=at, about=[person.pk])
    _clear_in_concerns(case, person, reason, by, at)
    if not case.parts.filter(by_name=True).exists():
        # It was kept for one reader only because somebody might have been meant: routing says anew.
        case.restricted = False
    return _after_people(case, by, at)


@action("cases.set_facts", clause="6.3", reach=case_reach.leading, asks=asking.ASKS)
def set_facts(
    case: Case, *, facts: Mapping[str, str], reason: str, seen: int, by: access.Someone, at: datetime
) -> Case:
    """Says who told the school and where it began, which steers what is to do."""
    rules.check_reason(reason)
    notify.check_open(case)
    case_reach.check_seen(case, seen)
    said = _facts(facts)
    case.facts = packing.packed({**case.known, **said})
    case.save(update_fields=["facts"])
    words = "; ".join(f"{name}: {value}" for name, value in said.items())
    notify.write(case, EventKind.NOTE, f"{words}. {reason}", by=by, at=at)
    return notify.settle(notify.move(case, by), at)


@action("cases.link", clause="5.p.8", reach=case_reach.led, asks=asking.ASKS)
def link(case: Case, *, other: Case, reason: str, by: access.SignedIn, at: datetime) -> Case:
    """Says that two cases have to do with each other; both must reach whoever says so."""
    rules.check_reason(reason)
    # In the order of their ids, so that two people who link the same two never wait for each other.
    first, second = (
        case_reach.leading(item, by, at) for item in sorted((case, other), key=lambda each_item: str(each_item.pk))
    )
    if first.pk == second.pk:
        raise Broken("A case cannot be linked to itself.")
    _, new = Link.objects.get_or_create(case=first, other=second, defaults={"at": at, "by_id": by.id})
    if new:
        # Without the other's number: not everybody who reads one may know of the other.
        for linked in (first, second):
            notify.write(linked, EventKind.LINK, f"Linked to another case. {reason}", by=by, at=at)
    return case


# ---- parts


def _facts(facts: Mapping[str, str]) -> dict[str, str]:
    """Only facts that procedures know, with values that they know."""
    known = {"source": Source, "began": Began}
    try:
        return {name: known[name](value).value for name, value in facts.items()}
    except (KeyError, ValueError) as error:
        raise Broken("Choose one of the answers.") from error


def _opened(procedure: str, reason: str, concern: Concern | None) -> str:
    came = f" It came from concern {concern.number}." if concern else ""
    return f"{procedure}.{came} {reason}"


def _end_concern(concern: Concern, end: Outcome, reason: str, by: access.SignedIn, at: datetime) -> None:
    """The concern shows that it went into a case, decided by the same person in the same deed."""
    try:
        outcomes.decide(concern, end=end, reason=reason, by=by, at=at)
    except Broken as broken:
        raise Broken(str(broken), broken.clause) from broken


def _everyone(school: School, concern: Concern | None, people: Iterable[Named]) -> Everyone:
    """Everyone with their parts, those of the concern included, each once."""
    found: Everyone = {}
    for person, part in people:
        if person.school_id != school.pk:
            raise access.Refused("cases.open_case")
        found[person.pk, part] = False
    known = {id for id, part in found if part in ABOUT}
    for example in concern.about.all() if concern else ():
        if not (example.by_name and example.person_id in known):
            found.setdefault((example.person_id, onward.part_of(example)), example.by_name)
    return found


def _put_in_all(
    case: Case,
    people: Everyone,
    names: Iterable[tuple[str, CasePart]],
    by: access.SignedIn,
    at: datetime,
    cleared: Cleared,
) -> None:
    there = set(case.parts.values_list("person", "part"))
    for (id, part), by_name in people.items():
        if (id, part.value) not in there:
            notify.put_in(case, person_id=id, name="", part=part, by_name=by_name, by=by, at=at)
    typed = [(name.strip(), part) for name, part in names if name.strip()]
    for name, part in typed:
        notify.put_in(case, person_id=None, name=name, part=part, by=by, at=at)
    _put_in_meant(case, typed, by, at, cleared)


def _put_in_meant(
    case: Case, typed: Iterable[tuple[str, CasePart]], by: access.SignedIn, at: datetime, cleared: Cleared
) -> None:
    """Grown-ups here whom a typed name may mean see nothing of the case, until somebody says that it does not.

    So it is for the family of a child whom one may mean, where it is the family of somebody who reads cases.
    """
    typed, on = list(typed), case_reach.today(at)
    of_line = concern_people.children_of_line(case.school_id, on) if typed else []
    adults, meant = Adults(case.school_id, on), set[int]()
    for name, part in typed:
        may_be = _meant(case, [(name, part)], adults, of_line)
        if may_be and (without := put_down_in(case, may_be, at)) is not None:
            may_be &= _meant(case, [(name, part)], Adults(case.school_id, on, without=without), of_line, without)
        if by.id in may_be:
            raise Broken(YOURSELF, "6.7")
        gone = may_be & frozenset(cleared.get(name, ()))
        _remember(case, gone, [name], by, at)
        for person in Person.objects.filter(pk__in=gone):
            notify.write(case, EventKind.PERSON, f"{person} is not meant by “{name}”.", by=by, at=at)
        meant |= may_be - gone
    for id in sorted(meant):
        notify.put_in(case, person_id=id, name="", part=CasePart.SUBJECT, by_name=True, by=by, at=at)


def _remember(case: Case, people: Iterable[int], names: Iterable[str], by: access.SignedIn, at: datetime) -> None:
    """By these typed names, and what these people are called now, none of them is asked about again."""
    adults, units = Adults(case.school_id, case_reach.today(at), among=list(people)), list(names)
    for person in Person.objects.filter(pk__in=people).prefetch_related("former_names"):
        signs = adults.signs(person.pk, Told(typed=tuple(units))) | concern_people.signs_of_child(person, units)
        Answered.objects.create(case=case, person=person, signs=" ".join(sorted(signs)), at=at, by_id=by.id)


def _again(
    row: Row, meant: Collection[int], adults: Adults, of_line: Iterable[Person], without: PutDown | None
) -> frozenset[int]:
    """Those of them by whose names, or by a name that was typed, nobody was asked about yet."""
    cleared: dict[int, set[str]] = {}
    for item in row.case.answered.filter(person__in=meant):
        cleared.setdefault(item.person_id, set()).update(item.signs.split())
    anew = {id for id in meant if id not in cleared or adults.meant_anew(id, Told(typed=(row.name,)), cleared[id])}
    children = [child for child in of_line if child.pk in cleared]
    anew |= {
        child.pk
        for child in children
        if concern_people.child_meant_anew(child, [row.name], (), cleared[child.pk], without=without)
    }
    return frozenset(anew) & frozenset(meant)


def _meant(
    case: Case,
    typed: Iterable[tuple[str, str]],
    adults: Adults,
    of_line: Collection[Person],
    without: PutDown | None = None,
) -> frozenset[int]:
    typed = list(typed)
    names = tuple(name for name, part in typed if part in ABOUT)
    children = concern_people.children_meant(of_line, [name for name, _ in typed], "", without=without)
    there = case.parts.filter(person__in=children).values_list("person", flat=True) if children else ()
    return (adults.meant(Told(typed=names)) - case_reach.concerned_in(case)) | (children - frozenset(there))


def keep_from(case: Case, named: NamedReaders, by: access.SignedIn, at: datetime) -> None:
    """Keeps a case from those whom something in it may mean, or their child, until somebody says that it does not."""
    before = case_reach.running(case, case_reach.today(at))
    for id in (*(person.pk for person in named.adults), *sorted(named.children)):
        notify.put_in(case, person_id=id, name="", part=CasePart.SUBJECT, by_name=True, by=by, at=at)
    keeping_out.note(case, before, by, at)
    _keep_concerns_from(case, by, at)
    if case.closed_at is None:
        _after_people(case, access.Machine(case.school_id), at)


asking.register(keep_from)


def _children(people: Collection[int]) -> frozenset[int]:
    pupils = Person.objects.filter(pk__in=people, roles__duty=Duty.PUPIL)
    return frozenset(pupils.values_list("pk", flat=True))


def match_again(school_id: int, people: Collection[int], at: datetime) -> None:
    """Names typed into cases, against people who were added, renamed, came back, have a duty or a child now.

    By no name that was put down by somebody whom the case is kept from.
    """
    typed = Row.objects.filter(case__school=school_id, person=None).select_related("case", "by")
    if not typed.exists():
        return
    on = case_reach.today(at)
    adults, of_line = Adults(school_id, on, among=people), concern_people.children_of_line(school_id, on, among=people)
    if not (adults.everyone or of_line):
        return
    for row in typed if of_line else typed.filter(part__in=ABOUT):
        meant = _meant_again(row, adults, of_line)
        if meant and (without := put_down_in(row.case, meant, at)) is not None:
            meant &= _meant_again(row, Adults(school_id, on, among=people, without=without), of_line, without)
        for id in sorted(meant):
            notify.put_in(row.case, person_id=id, name="", part=CasePart.SUBJECT, by_name=True, by=row.by, at=at)
        if meant and row.case.closed_at is None:
            _after_people(row.case, access.Machine(school_id), at)


def _meant_again(
    row: Row, adults: Adults, of_line: Collection[Person], without: PutDown | None = None
) -> frozenset[int]:
    meant = _meant(row.case, [(row.name, row.part)], adults, of_line, without)
    return _again(row, meant, adults, of_line, without) if meant else meant


def ask_again(school_id: int, person_id: int, at: datetime) -> None:
    """A former name was never theirs: whoever runs a case that it has kept from somebody is asked again."""
    person = Person.objects.get(pk=person_id)
    pupils = [person] if _children([person_id]) else []
    adults = Adults(school_id, case_reach.today(at), among=[person_id])
    kept = Row.objects.filter(person=person, by_name=True, case__school=school_id, case__closed_at=None)
    for case in Case.objects.filter(pk__in=kept.order_by().values("case")):
        typed = [(row.name, row.part) for row in case.parts.filter(person=None)]
        lines = [name for name, part in typed if part in ABOUT]
        by_child = concern_people.children_meant(pupils, [name for name, _ in typed], "")
        if person_id not in adults.meant(Told(typed=tuple(lines))) | by_child:
            words = STRUCK.format(person=person)
            notify.write(case, EventKind.PERSON, words, by=access.Machine(school_id), at=at)
            notify.tell_leads(case, "name", at)


def meant_later(concern: Concern, people: Collection[int], at: datetime) -> None:
    """A concern in a case has come to mean somebody, by what was added to it: they see nothing of the case either."""
    for joined in FromConcern.objects.filter(concern=concern).select_related("by").order_by("case"):
        case = Case.objects.select_for_update(of=("self",), no_key=True).get(pk=joined.case_id)
        there = frozenset(case.parts.filter(person__in=people).values_list("person", flat=True))
        new = sorted(set(people) - (there & (case_reach.concerned_in(case) | _children(there))))
        for id in new:
            notify.put_in(case, person_id=id, name="", part=CasePart.SUBJECT, by_name=True, by=joined.by, at=at)
        if new and case.closed_at is None:
            _after_people(case, access.Machine(case.school_id), at)


def _put_in(
    case: Case, person: Person | None, name: str, part: CasePart, by: access.SignedIn, at: datetime, cleared: Cleared
) -> None:
    if person is not None and part in ABOUT and person.pk == by.id:
        raise Broken("Ask somebody else to add you: nobody acts in a case about themselves.", "6.7")
    if person is not None and (part in ABOUT or Duty.PUPIL in person.duties):
        # Whoever was only perhaps meant is now said to be. A colleague who was there as well is still perhaps meant.
        Row.objects.filter(case=case, person=person, by_name=True).delete()
    there = {(row.person_id, row.name.casefold(), row.part) for row in Row.objects.filter(case=case)}
    if (person.pk if person else None, name.casefold(), part.value) in there:
        raise Broken(f"{person or name} has this part already.")
    notify.put_in(case, person_id=person.pk if person else None, name=name, part=part, by=by, at=at)
    if person is None:
        _put_in_meant(case, [(name, part)], by, at, cleared)
    else:
        _put_in_namesakes(case, [(person, part)], by, at)


def _put_in_namesakes(case: Case, people: Iterable[Named], by: access.SignedIn, at: datetime) -> None:
    """Whoever has the name of a grown-up who was chosen may be meant: a record may have been chosen for another's."""
    chosen = [person.pk for person, part in people if part in ABOUT or part is CasePart.HARMED]
    there = frozenset(id for id in case.parts.values_list("person", flat=True) if id)
    for id in sorted(namesakes(case.school_id, chosen, by, at) - there):
        notify.put_in(case, person_id=id, name="", part=CasePart.SUBJECT, by_name=True, by=by, at=at)


def _after_people(case: Case, by: access.Someone, at: datetime) -> Case:
    """Sends the case on where it is now somebody else's, and ends what no longer may be."""
    before = case.restricted
    _keep_concerns_from(case, by, at)
    moved = notify.route(case, at)
    case.grants.filter(person__in=case_reach.kept_from(case), ended_at=None).update(ended_at=at)
    if case.restricted and not before:
        # Whoever was let in by one person, or let themselves in, was let into something else.
        case.grants.filter(second_by=None, ended_at=None).update(ended_at=at)
        case.broken.filter(ended_at=None).update(ended_at=at)
    if moved:
        notify.write(case, EventKind.RUNS, "By whom it is about now, somebody else runs this case.", by=by, at=at)
        notify.tell_leads(case, "lead_duty", at, but=by)
    return _settled(notify.move(case, by), at)


def _keep_concerns_from(case: Case, by: access.Someone, at: datetime) -> None:
    """Whom the case is about must not read in a concern that there is one: it goes to those who may read it."""
    rows = Row.objects.filter(case=case, part__in=ABOUT, person__isnull=False)
    about = {row.person_id: row.by_name for row in rows.order_by("-by_name") if row.person_id}
    for concern in Concern.objects.filter(pk__in=case.from_concerns.values("concern")):
        there = set(concern.about.filter(part__in=concern_rules.CONCERNED).values_list("person", flat=True))
        before = concern_keeping_out.readers(concern, at) if set(about) - there else frozenset()
        sure = [id for id, by_name in about.items() if not by_name]
        concern.about.filter(person__in=sure, by_name=True).update(by_name=False)
        for id in set(about) - there:
            About.objects.create(
                concern=concern, person_id=id, part=concern_rules.ConcernPart.ALLEGED.value, by_name=about[id]
            )
        if set(about) - there:
            reaching.route(concern, at)
            concern_keeping_out.note(concern, before, by, at)


def _clear_in_concerns(case: Case, person: Person, reason: str, by: access.Someone, at: datetime) -> None:
    """Where the concern in a case holds the same typed name, it is said there too, by whoever may read it."""
    meant = About.objects.filter(person=person, by_name=True).values("concern")
    mine = concern_reach.visible_to(by).filter(pk__in=case.from_concerns.values("concern"))
    for concern in mine.filter(pk__in=meant):
        triage.not_meant(concern, person=person, reason=reason, by=by, at=at)


def _settled(case: Case, at: datetime) -> Case:
    """Prepares what a clause asks for every child involved; nothing of it takes effect by itself."""
    case = notify.settle(case, at)
    if any(RestrictedAct.PUPIL_SUSPENSION in step.does for step in state.procedure_of(case).steps):
        consequences.prepare_suspensions(case, at)
    return case
