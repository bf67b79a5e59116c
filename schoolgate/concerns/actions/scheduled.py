"""What the clock does with concerns: it asks the next in line, sees what was not sent, and tidies."""

from datetime import date, datetime

from schoolgate import access
from schoolgate.access.duties import WORDS, Duty
from schoolgate.action import action, by_clock
from schoolgate.community.models import School
from schoolgate.concerns import letters, routing
from schoolgate.concerns.actions import alarming, filing, reaching
from schoolgate.concerns.models.concern import Access, Concern
from schoolgate.concerns.models.evidence import Evidence
from schoolgate.concerns.models.settings import open_drafts
from schoolgate.concerns.queries import duty, quiet, reach
from schoolgate.concerns.queries import given as given_by_name
from schoolgate.concerns.queries import looking as looks
from schoolgate.concerns.queries.meant import meant_by_readers
from schoolgate.concerns.rules import DRAFTS_KEPT, AccessReason, AlertKind, Status
from schoolgate.sealed import store

UNREAD = "Nobody has read this since {when}. It has gone to {who} as well."
UNREAD_ADDED = "Nobody has read what was added on {when}. It has gone to {who} as well."
UNREAD_ADDED_STILL = "Nobody has read what was added on {when}, and there is nobody else to ask. It waits for {who}."
UNREAD_STILL = "Nobody has read this since {when}, and there is nobody else to ask. It waits for {who}."
PASSED_IN_VAIN = (
    "{person} cannot look into a concern that was passed to them any more. Pass it to someone else, or finish it."
)
NOT_OPENED = (
    "A concern was passed to {person} on {when}, and by {today} they had not opened it. Speak to them, or pass it to "
    "someone else."
)
UNTOUCHED = "A concern is open, and no one has worked on it since {when}. Ask how it stands, or finish it."
NOT_SENT = "The mail that tells {who} of this could not be sent. {problem}"
KEPT_OUT = (
    "{maker} entered that everybody who would read this is of the family of somebody in it, so that it comes to you. "
    "If those ties were never so, say it with a second person on the page “Ties that were entered”: then the usual "
    "people read it again. Where a child is in danger, do not wait for that: ring the LADO or the police."
)
AGAIN = 2
"""The round in which those whom a danger reached first are alarmed once more."""
STRAY = 24 * 60 * 60
"""Seconds after which a file that no record names was left by a deed that did not come to its end."""


@action("concerns.escalate", clause="1.4a", reach=reach.by_clock)
def escalate(concern: Concern, *, by: access.Someone, at: datetime) -> Concern:
    """Asks the next in line to read a concern, or what was added to it, that nobody has read in time; who had it keeps it.

    Past whom its readers wrote of in it: nobody is there to say whether that is about them. Where everybody in line was
    asked, governors who could read it are told that it waits.
    """
    if concern.escalate_at is None or concern.escalate_at > at:
        return concern
    _ask_next(concern, at)
    if concern.alarm_at and concern.alarm_round > 1:  # this was its next round; the first ask twice
        concern.alarm_at = alarming.next_at(concern, at)
        concern.save(update_fields=["alarm_at"])
    return concern


@action("concerns.alarm", clause="1.4a", reach=reach.by_clock)
def alarm(concern: Concern, *, by: access.Someone, at: datetime) -> Concern:
    """Alarms those again whom an unread danger reaches, then the next in line, each once; where there is none it ends."""
    if concern.alarm_at is None or concern.alarm_at > at:
        return concern
    concern.alarm_at, concern.alarm_round = alarming.next_at(concern, at), concern.alarm_round + 1
    concern.save(update_fields=["alarm_at", "alarm_round"])
    if concern.alarm_round == AGAIN:
        readers = list(reach.readers_of(concern, reach.today(at)))
        alarming.write(concern, duty.present(concern.school_id, readers, reach.today(at)), at)
    else:
        _ask_next(concern, at)
    return concern


@action("concerns.reassign", clause="6.7", reach=reach.by_clock)
def reassign(concern: Concern, *, by: access.Someone, at: datetime) -> Concern:
    """Sends a concern on that no duty brings to anybody any more: its readers left, or turned out to be family.

    Or whoever has their duty now was given it by somebody it is about. Where nobody in line may read it, governors are
    told that something waits, and again every few days. Where one person's entries of family keep out the whole line, a
    governor reads it meanwhile. What was read by somebody who can read it no more is unread for the others.
    """
    on = reach.today(at)
    if reach.is_read(concern, on):
        if concern.status == Status.READ and reach.is_read_in_vain(concern, on):
            reaching.count_as_unread(concern, at)
        return concern
    reaching.route(concern, at)
    if not reach.is_read(concern, on):
        _to_a_governor(concern, at)
        reaching.tell_governors(concern, at)
    return concern


@action("concerns.end_given", clause="5.p.7", reach=reach.by_clock)
def end_given(concern: Concern, *, given: Access, by: access.Someone, at: datetime) -> Concern:
    """Ends what was given by name to somebody who cannot read it any more; those who decide are told what was passed."""
    ended = concern.reaches.filter(pk=given.pk, ended_at=None).update(ended_at=at)
    if ended and given.why == AccessReason.PASSED and concern.status == Status.LOOKED_INTO:
        _remind(concern, PASSED_IN_VAIN.format(person=given.person), at)
    return concern


@action("concerns.remind", clause="5.p.8", reach=reach.by_clock)
def remind(concern: Concern, *, given: Access | None = None, by: access.Someone, at: datetime) -> Concern:
    """Reminds those who decide of what is being looked into and nobody has touched for long.

    Or of what was `given` to somebody who has not opened it.
    """
    local = concern.school.calendar().local
    if given is None:
        _remind(concern, UNTOUCHED.format(when=f"{local(quiet.touched_at(concern)):%-d %B}"), at)
    elif given_by_name.unopened().filter(pk=given.pk, concern=concern).exists():
        days = {"when": f"{local(given.at):%-d %B}", "today": f"{local(at):%-d %B}"}
        _remind(concern, NOT_OPENED.format(person=given.person, **days), at)
    return concern


@action("concerns.note_failed_mail", clause="1.4a", reach=by_clock)
def note_failed_mail(school: School, *, by: access.Someone, at: datetime) -> None:
    """Makes an alert of every mail about an unread concern that could not be sent."""
    failed = reach.failed_notices().filter(concern__school=school)
    for notice in failed.select_related("concern", "person", "message"):
        assert notice.message and notice.person
        words = NOT_SENT.format(who=notice.person, problem=notice.message.problem)
        reaching.alert(notice.concern, AlertKind.MAIL, words, at, notice=notice)


@action("concerns.tidy", reach=by_clock)
def tidy(school: School, *, by: access.Someone, at: datetime) -> None:
    """Drops drafts that were left for two weeks, and files that belong to no concern."""
    looks.changes_before(at).filter(school=school).delete()
    open_drafts(at - DRAFTS_KEPT).filter(person__school=school).delete()
    named = set(Evidence.objects.values_list("digest", flat=True))
    for path in store.paths(filing.FOLDER):
        if store.digest_of(path) not in named and store.age(path, at.timestamp()) > STRAY:
            store.remove(path)


def _ask_next(concern: Concern, at: datetime) -> None:
    """Lets the next in line read it too; where there is nobody, those who could are asked once more."""
    on = reach.today(at)
    reached = [Duty(other.duty) for other in concern.reaches.filter(ended_at=None).exclude(duty="")]
    holders = reach.holders_for(concern, on)
    passed_over = reach.not_by_duty(concern) | _with_whom_readers_mean(concern, holders, on)
    following = routing.next_in_line(reached, holders=holders, concerned=passed_over)
    concern.escalated_at, concern.escalate_at = at, reaching.waits_until(concern, at)
    concern.save(update_fields=["escalated_at", "escalate_at"])
    concern.alerts.filter(matter=AlertKind.UNREAD.value, settled_at=None).update(settled_at=at)
    reaching.alert(concern, AlertKind.UNREAD, _unread(concern, following, reached), at)
    if following is None:
        concern.alarm_at = None
        concern.save(update_fields=["alarm_at"])
        reaching.write_to(concern, reach.readers_of(concern, on), at)
        reaching.tell_governors(concern, at, letters.unread)
    else:
        reaching.reach_duty(concern, following, AccessReason.ESCALATED, at)


def _with_whom_readers_mean(concern: Concern, holders: routing.Holders, on: date) -> frozenset[int]:
    """Whom words of readers may mean, with all who hold a duty together with them: it would come to these as well."""
    meant = meant_by_readers(concern, on)
    groups = (frozenset(id for held in group for id in holders.get(held, ())) for group in routing.GROUPS.values())
    return meant.union(*(together for together in groups if together & meant))


def _to_a_governor(concern: Concern, at: datetime) -> None:
    """Nobody chooses by what they enter that nobody reads: a governor does, and is told why."""
    maker = reach.kept_out_by(concern, reach.today(at))
    governor = reach.governor_instead(concern, maker, at) if maker else None
    if governor is not None:
        reason = KEPT_OUT.format(maker=maker)
        reaching.reach_person(concern, governor, AccessReason.ROUTED, reason, by_id=None, at=at)


def _remind(concern: Concern, words: str, at: datetime) -> None:
    """A line on the first page of those whom it reaches, until one who decides has read it, and a mail to these."""
    concern.alerts.filter(matter=AlertKind.QUIET.value, settled_at=None).update(settled_at=at)
    reaching.alert(concern, AlertKind.QUIET, words, at)
    reaching.write_to(concern, reach.deciders_of(concern, reach.today(at)), at)


def _unread(concern: Concern, following: Duty | None, reached: list[Duty]) -> str:
    added = concern.lines.filter(from_school=False).last() if concern.acknowledged_at else None
    since = concern.school.calendar().local(added.at if added else concern.entered_at)
    words, still = (UNREAD_ADDED, UNREAD_ADDED_STILL) if added else (UNREAD, UNREAD_STILL)
    if following is None:
        words, who = still, " and ".join(WORDS[other].lower() for other in reached)
    else:
        who = WORDS[following].lower()
    return words.format(when=f"{since:%-d %B at %H:%M}", who=f"the {who}")
