"""The demo school's concerns: invented, of every kind and at every stage, none of them graphic."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.community.models import Person, School
from schoolgate.concerns import letters, receipts
from schoolgate.concerns.actions import outcomes, triage
from schoolgate.concerns.actions import telling as concern_telling
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.rules import BullyingStep, Channel, Kind, Outcome, Part, Scope, Telling
from schoolgate.post.models import Message

Then = Callable[["Demo", Concern, datetime], None]


@dataclass(frozen=True)
class Demo:
    """Who takes part in the demo's concerns."""

    school: School
    head: Person
    dsl: Person
    chair: Person
    teacher: Person
    colleague: Person
    parent: Person
    child: Person
    other: Person


def tell_some(school: School, *, at: datetime) -> int:
    """Tells some concerns over the last weeks and lets the school deal with part of them."""
    people = who(school, timezone.localdate(at))
    for days, by, telling, then in _told(people):
        when = at - timedelta(days=days, hours=1)
        concern = concern_telling.tell(
            school,
            telling=telling,
            form_token=receipts.form_token(when - timedelta(minutes=2)),
            by=by or access.Outsider(school.pk),
            at=when,
        )
        if then:
            then(people, concern, when + timedelta(minutes=40))
    sent = Message.objects.filter(school=school, kind=letters.KIND)
    # The demo has no mail server; without this every one of its mails would be an alert.
    sent.update(state=Message.State.SENT.value, sent_at=at, next_try_at=None, body="")
    return len(_told(people))


def _told(who: Demo) -> list[tuple[int, Person | None, Telling, Then | None]]:
    """(days ago, who tells or None, what, what the school did)"""
    harmed, about = (who.child.pk, Part.HARMED), (who.other.pk, Part.ALLEGED)
    own = Scope.PERSONAL
    return [
        (
            0,
            who.teacher,
            Telling(
                Channel.STAFF,
                Kind.STAFF,
                "She did not want to come in from break and said the others laugh at her in the class chat.",
                exact_words="They all laugh at me in there.",
                happened_words="at morning break",
                place="the playground",
                people=(harmed,),
                told_in_person=True,
                scope=own,
            ),
            None,
        ),
        (
            0,
            None,
            Telling(
                Channel.PUPIL,
                Kind.WORRY,
                childs_words="someone i dont know keeps asking to be my friend in the building game",
                happened_words="last night",
                trusted_adult=who.teacher.pk,
                scope=own,
            ),
            None,
        ),
        (
            1,
            None,
            Telling(
                Channel.ANONYMOUS,
                Kind.WORRY,
                "Photos of the sports day are in a public group. Faces and names can be seen.",
                scope=own,
            ),
            None,
        ),
        (
            1,
            who.parent,
            Telling(
                Channel.PARENT,
                Kind.UNHAPPY,
                "I only heard about the change of the online homework from another parent. Please tell us first.",
            ),
            _read_by_head,
        ),
        (
            2,
            who.teacher,
            Telling(
                Channel.STAFF,
                Kind.JOIN,
                "A pupil sent a friend request to my private account. I did not accept it.",
                happened_at=None,
                happened_words="on Sunday evening",
                people=(about,),
                scope=own,
            ),
            _answered_by_head,
        ),
        (
            3,
            who.teacher,
            Telling(
                Channel.STAFF,
                Kind.NETWORKING,
                "Two tablets had a social network open during the reading lesson.",
                place="the library",
                people=(about,),
            ),
            _read,
        ),
        (
            4,
            who.colleague,
            Telling(
                Channel.STAFF,
                Kind.COLLEAGUE,
                "I once answered a parent's message from my own account. I want this to be known.",
                people=((who.colleague.pk, Part.ABOUT),),
                scope=own,
            ),
            _read_by_head,
        ),
        (
            5,
            who.teacher,
            Telling(
                Channel.STAFF,
                Kind.POSING,
                "A profile says it is a Year 5 child of ours, but its words sound like a grown-up's. Nobody in Year 5 knows it.",
                scope=own,
            ),
            _read,
        ),
        (
            6,
            None,
            Telling(
                Channel.PUPIL,
                Kind.WORRY,
                words="He would like it to stop.",
                childs_words="they left me out of the group and sent nasty messages",
                written_for="His aunt",
                someone_at_home=True,
                names=("Some children of his class",),
                scope=own,
            ),
            _looked_into,
        ),
        (
            8,
            who.parent,
            Telling(
                Channel.PARENT,
                Kind.WORRY,
                "The children count their followers and compare. Ours is upset about it most evenings.",
                people=(harmed,),
                scope=own,
            ),
            _passed,
        ),
        (
            9,
            None,
            Telling(Channel.ANONYMOUS, Kind.WORRY, "A rude word is written under the school's picture online."),
            _no_action,
        ),
        (
            11,
            who.parent,
            Telling(
                Channel.PARENT,
                Kind.WORRY,
                "Is the game that the class talks about right for their age?",
                people=(harmed,),
                scope=own,
            ),
            _answered,
        ),
        (
            13,
            who.teacher,
            Telling(
                Channel.STAFF,
                Kind.STAFF,
                "Two children called each other names in a game chat; they told me together.",
                exact_words="We both started it.",
                people=(harmed, about),
                scope=own,
            ),
            _bullying_ended,
        ),
        (
            15,
            who.teacher,
            Telling(
                Channel.STAFF,
                Kind.STAFF,
                "He said that his older cousin made him an account although he is too young for it.",
                people=(about,),
                scope=own,
            ),
            _no_action,
        ),
        (
            16,
            who.colleague,
            Telling(
                Channel.STAFF,
                Kind.COLLEAGUE,
                "A post on the head's own account names the school and could be misunderstood.",
                people=((who.head.pk, Part.ABOUT),),
                scope=own,
            ),
            None,
        ),
        (
            18,
            None,
            Telling(
                Channel.PARENT,
                Kind.UNHAPPY,
                "The page about clubs was out of date for weeks.",
                contact="a.parent@mail.example",
            ),
            _answered_by_head,
        ),
    ]


# ---- what the school did


def _read(who: Demo, concern: Concern, at: datetime) -> None:
    triage.read(concern, by=who.dsl, at=at)


def _read_by_head(who: Demo, concern: Concern, at: datetime) -> None:
    triage.read(concern, by=who.head, at=at)


def _looked_into(who: Demo, concern: Concern, at: datetime) -> None:
    _read(who, concern, at)
    triage.confirm_clause(concern, clause="5.p.8", by=who.dsl, at=at)
    words = "Spoke with him and his teacher. The others will be heard tomorrow."
    triage.add_step(concern, stride=BullyingStep.LOOKED_INTO, words=words, by=who.dsl, at=at + timedelta(hours=3))


def _passed(who: Demo, concern: Concern, at: datetime) -> None:
    _read(who, concern, at)
    triage.pass_to_teacher(concern, teacher=who.teacher, reason="A matter for the whole class.", by=who.dsl, at=at)
    outcomes.decide(concern, end=Outcome.PASS, reason="The class teacher talks with the class.", by=who.dsl, at=at)


def _no_action(who: Demo, concern: Concern, at: datetime) -> None:
    _read(who, concern, at)
    outcomes.decide(concern, end=Outcome.NO_ACTION, reason="It was taken down the same day.", by=who.dsl, at=at)


def _answered(who: Demo, concern: Concern, at: datetime) -> None:
    _read(who, concern, at)
    words = "It is meant for older children. Here is how to set limits; come and see us if you like."
    triage.say(concern, words=words, by=who.dsl, at=at)
    outcomes.decide(concern, end=Outcome.ANSWER, reason="A question, answered.", by=who.dsl, at=at)


def _answered_by_head(who: Demo, concern: Concern, at: datetime) -> None:
    _read_by_head(who, concern, at)
    triage.say(concern, words="Thank you for telling us. We have put it right.", by=who.head, at=at)
    outcomes.decide(concern, end=Outcome.ANSWER, reason="Put right and answered.", by=who.head, at=at)


def _bullying_ended(who: Demo, concern: Concern, at: datetime) -> None:
    _read(who, concern, at)
    day = timedelta(days=1)
    found = "Both told the same story. It happened once; nobody else was in the chat."
    triage.add_step(concern, stride=BullyingStep.LOOKED_INTO, words=found, by=who.dsl, at=at + day)
    came = "They made it up and agreed on rules. Both families know."
    triage.add_step(concern, stride=BullyingStep.OUTCOME, words=came, by=who.dsl, at=at + 2 * day)
    outcomes.decide(
        concern, end=Outcome.NO_ACTION, reason="Settled; looked at again in two weeks.", by=who.dsl, at=at + 2 * day
    )


# ---- who


def who(school: School, on: date) -> Demo:
    """The people of the demo, as they are on that day."""
    teachers, pupils = _holding(school, Duty.TEACHER, on), _holding(school, Duty.PUPIL, on)
    plain = [teacher for teacher in teachers if teacher.duties == {Duty.TEACHER}] or teachers
    parent = next(person for person in _holding(school, Duty.PARENT, on) if person.cares_for.exists())
    child = parent.cares_for.select_related("child").order_by("pk").first()
    assert child is not None
    return Demo(
        school=school,
        head=_holding(school, Duty.HEAD, on)[0],
        dsl=_holding(school, Duty.DSL, on)[0],
        chair=_holding(school, Duty.CHAIR, on)[0],
        teacher=plain[0],
        colleague=plain[1],
        parent=parent,
        child=child.child,
        other=next(pupil for pupil in pupils if pupil.pk != child.child_id),
    )


def _holding(school: School, duty: Duty, on: date) -> list[Person]:
    people = Person.objects.filter(school=school).holding(duty, on=on)
    return list(people.prefetch_related("roles").order_by("pk"))
