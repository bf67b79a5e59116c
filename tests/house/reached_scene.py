"""The school in which each action of concerns, cases and records is tried: see reached.py."""

from datetime import timedelta

from django.db import models

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.cases.actions import chronology, readers
from schoolgate.cases.models.case import Case, Grant
from schoolgate.cases.models.consequences import Consequence
from schoolgate.cases.tests import letters as written
from schoolgate.cases.tests import story
from schoolgate.concerns.actions import outcomes, triage
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.models.evidence import Evidence
from schoolgate.concerns.rules import ConcernKind, Outcome
from schoolgate.concerns.rules import ConcernPart as ConcernPart
from schoolgate.concerns.tests import story as told_story
from schoolgate.engines.procedures.consequences import Rung
from schoolgate.records.actions import access_requests, transfers
from schoolgate.records.tests import story as record_story
from tests import cast as people
from tests.cast import MONDAY

DAY = timedelta(days=1)
TODAY, SOON = MONDAY.date(), MONDAY.date() + 5 * DAY
LATER = MONDAY + 30 * 366 * DAY
"""When a child's record is due."""
WHY = "It has to be looked into."
OTHER = "of another school: "
HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


class Scene:
    """One school with cases and concerns that reach some and not others, and the cast of another school."""

    def __init__(self) -> None:
        self.cast = cast = people.cast()
        other = people.cast(people.school("Sedgemarsh Primary School", "sedgemarsh"))
        written.reachable(cast)
        self.school = cast.school
        self.here = _everybody(cast)
        self.others = {f"{OTHER}{who}": person for who, person in _everybody(other).items()}
        self._concerns()
        self._cases()
        pack = record_story.looked_through(self.here["dsl"], cast.young_pupil, [self.bullying])
        self.transfer = transfers.make_transfer(cast.young_pupil, **pack, by=self.here["dsl"], at=MONDAY)
        self.request = access_requests.open_access_request(
            cast.pupil, asked_by="Her mother", asked_on=TODAY, by=self.here["dsl"], at=MONDAY
        )

    def _concerns(self) -> None:
        """For the DSL and a teacher by name; about the head and the DSL; with a typed name; ended; told at the door."""
        cast = self.cast
        self.concern = told_story.staff(cast, about=[cast.pupil], enclosures=(told_story.picture(),))
        told_story.read(self.concern, cast.dsl)
        triage.pass_to_teacher(self.concern, teacher=cast.teacher, reason=WHY, by=self.here["dsl"], at=MONDAY)
        self.concern_about_head = told_story.staff(
            cast,
            "About them.",
            about=[cast.head, cast.dsl],
            kind=ConcernKind.COLLEAGUE,
            enclosures=(told_story.picture(b"x"),),
        )
        self.named_concern = told_story.outside(cast, "She shouted.", names=("Mrs Barlow",), by=cast.parent)
        self.complaint = told_story.outside(cast, "The lunch queue is long.", kind=ConcernKind.UNHAPPY)
        self.ended_concern = told_story.staff(cast, "It is over.", about=[cast.young_pupil])
        told_story.read(self.ended_concern, cast.dsl)
        outcomes.decide(self.ended_concern, end=Outcome.NO_ACTION, reason=WHY, by=self.here["dsl"], at=MONDAY)
        self.outside_concern = told_story.outside(cast, "Somebody is unkind.")

    def _cases(self) -> None:
        """Run by the head and by the DSL, each with the deputy let in to read it; and one about the head and the DSL."""
        cast = self.cast
        self.adult = story.adult(cast)
        Grant.objects.create(
            case=self.adult, person=cast.deputy, reason=WHY, until=SOON, at=MONDAY, by=cast.head, second_by=cast.chair
        )
        self.bullying = story.opened(cast, about=[cast.young_pupil])
        for person in (cast.deputy, cast.assistant):
            readers.grant(self.bullying, person=person, reason=WHY, until=SOON, by=self.here["dsl"], at=MONDAY)
        self.event = self.bullying.events.first()
        kept = chronology.add_document(
            self.bullying,
            name="chat.png",
            content=b"chat",
            examined=told_story.Found("x", 4),
            by=self.here["dsl"],
            at=MONDAY,
        )
        self.document = self.bullying.documents.get(pk=kept)
        self.consequence = Consequence.objects.create(
            case=self.bullying,
            person=cast.young_pupil,
            rung=Rung.EDUCATION.value,
            clause="8.c.1",
            reason=WHY,
            starts_on=TODAY,
            ends_on=SOON,
            drafted_at=MONDAY,
            decided_at=MONDAY,
            decided_by=cast.dsl,
        )
        self.case_about_head = story.opened(cast, "adult", about=[cast.head, cast.dsl])
        self.phone = story.opened(cast, "phone", about=[cast.pupil])
        self.done = self._done()
        self.underage = written.underage(cast)
        self.letter = written.to_priya(cast, self.underage)

    def _done(self) -> Case:
        """A case about a telephone in which nothing is left to do."""
        head = self.cast.head
        case = story.walk(story.opened(self.cast, "phone", about=[self.cast.pupil]), head, other=self.cast.dsl)
        story.decide_checks(case, head)
        return story.now(case)

    @property
    def everybody(self) -> dict[str, access.Someone]:
        return self.here | self.others

    def about_head(self, target: models.Model) -> models.Model | None:
        """A record of the same kind that is about the head and the DSL, whatever their duties let them do."""
        match target:
            case Case():
                return self.case_about_head
            case Concern():
                return self.concern_about_head
            case Evidence():
                return self.concern_about_head.evidence.get()
        return None


def _everybody(cast: people.Cast) -> dict[str, access.Someone]:
    """Everyone who can come to a page, and whoever acts without signing in."""
    signed_in = {who: story.fresh(person) for who, person in cast.members().items() if person is not None}
    return signed_in | {
        "outsider": access.Outsider(cast.school.pk),
        "clock": access.Machine(cast.school.pk),
        "console": access.Machine(cast.school.pk, Duty.CONSOLE),
    }
