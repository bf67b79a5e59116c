"""What is easily forgotten when something is added: each place says by name what is missing, and where it belongs."""

import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from schoolgate import action
from schoolgate.audit import rows
from schoolgate.cases.models.case import Case
from schoolgate.cases.queries import hiding as cases_hiding
from schoolgate.cases.queries import onward, pages, search
from schoolgate.cases.rules import COLLEAGUES
from schoolgate.cases.tests import test_matrix
from schoolgate.community.models import School
from schoolgate.concerns.actions import destroying
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.queries import concern_pages, quiet
from schoolgate.concerns.queries import reach as concerns_reach
from schoolgate.concerns.queries import search as concern_search
from schoolgate.concerns.queries.meant import WORDS
from schoolgate.concerns.tests import story
from schoolgate.config import trail
from schoolgate.engines import procedures
from schoolgate.engines.procedures import PROCEDURES
from schoolgate.records.queries import access_requests
from schoolgate.records.queries import hiding as records_hiding
from schoolgate.sealed import whole
from schoolgate.sealed.field import Sealed
from tests import load
from tests.cast import MONDAY
from tests.house.reached import undone


def hangs_on(model: type[models.Model], seen: set[type[models.Model]] | None = None) -> set[type[models.Model]]:
    """Every model whose rows go when a row of this one goes."""
    seen = set() if seen is None else seen
    for other in directly_on(model) - seen:
        seen.add(other)
        hangs_on(other, seen)
    return seen


def directly_on(model: type[models.Model]) -> set[type[models.Model]]:
    there = model._meta.get_fields(include_hidden=True)
    return {
        field.related_model
        for field in there
        if getattr(field, "on_delete", None) is models.CASCADE and field.auto_created
    }


def labels(some: set[type[models.Model]]) -> set[str]:
    return {model._meta.label for model in some}


def told(expected: set[str], listed: set[str], where: str) -> None:
    assert not expected - listed, f"{sorted(expected - listed)}: add it to {where}"
    assert not listed - expected, f"{sorted(listed - expected)}: not there any more; take it out of {where}"


# ---- a search in cases opens what was written

NOT_SEARCHED = {
    "records.HeldPage.title": "an answer to a request is found by its request",
    "records.HeldPage.words": "an answer to a request is found by its request",
    "records.HeldPage.boxes": "places in a picture, no words",
    "records.HeldPage.reason": "why a page of an answer is taken out",
    "records.Passage.words": "an answer to a request is found by its request",
    "records.Passage.reason": "why words of an answer are taken out",
    "cases.Grant.reason": "why somebody may read: said on its own page",
    "cases.EmergencyAccess.reason": "why somebody read: said on its own page",
    "cases.Look.reason": "why somebody read: said on its own page",
    "cases.Done.given": "what a step was given; its event says it in words",
    "cases.Assignment.reason": "its event says it in words",
    "cases.Ending.reason": "its event says it in words",
    "cases.Ending.reopened_why": "its event says it in words",
    "cases.Check.reason": "its event says it in words",
    "cases.Consequence.reason": "its event says it in words",
    "cases.Consequence.considered": "its event says it in words",
    "cases.Consequence.ended_why": "its event says it in words",
    "cases.Document.metadata": "what a camera wrote, no words of anybody",
    "cases.Hold.reason": "its event says it in words",
    "cases.Hold.ended_why": "its event says it in words",
    "cases.Answered.signs": "digests, no words of anybody",
    "cases.Approval.payload": "what two people are asked; only they read it before it is done",
    "cases.Approval.reason": "what two people are asked; only they read it before it is done",
    "cases.Approval.answer": "what two people are asked; only they read it before it is done",
    "cases.WordList.words": "the list that a search opens",
}


def test_what_is_written_in_a_case_is_found_by_a_search():
    searched = {
        f"{model._meta.label}.{field}"
        for model, fields in (*search.WRITTEN_ONCE, *search.CHANGED)
        for field in fields
        if isinstance(model._meta.get_field(field), Sealed)
    }
    written = {
        f"{model._meta.label}.{field.name}"
        for model in hangs_on(Case)
        for field in model._meta.concrete_fields
        if isinstance(field, Sealed)
    }
    told(
        written - searched,
        set(NOT_SEARCHED),
        "WRITTEN_ONCE or CHANGED in cases/queries/search.py, where everybody who reads the case finds it by its words, or "
        "to NOT_SEARCHED here",
    )


NOT_SEARCHED_IN_CONCERNS = {
    "Cleared.signs": "digests, no words of anybody",
    "Concern.scope_reason": "why triage changed it: said on its page",
    "Concern.whom": "one of a few words that were chosen: said on its page",
    "Concern.contact": "an address, by which nobody is looked for",
    "Concern.harm_reason": "why triage changed it: said on its page",
    "Access.reason": "why somebody may read: said on its page",
    "Decision.reason": "how it ended: said on its page",
    "Decision.taken_back_why": "how it ended: said on its page",
    "Evidence.metadata": "what a camera wrote, no words of anybody",
    "AccessLog.reason": "why somebody read: said on its page",
    "Alert.words": "a sentence of ours",
}


def test_what_is_written_in_a_concern_is_found_by_a_search():
    searched = {f"{model.__name__}.{field}" for model, _, fields in concern_search.SEARCHED for field in fields}
    written = {
        f"{model.__name__}.{field.name}"
        for model in {Concern, *hangs_on(Concern)}
        if model._meta.app_label == "concerns"
        for field in model._meta.concrete_fields
        if isinstance(field, Sealed)
    }
    told(
        written - searched,
        set(NOT_SEARCHED_IN_CONCERNS),
        "SEARCHED in concerns/queries/search.py, where everybody who reads the concern finds it by its words, or to "
        "NOT_SEARCHED_IN_CONCERNS here",
    )


# ---- an answer to a person who asks what is held about them

GATHERED = {
    "cases.Event",
    "cases.Addendum",
    "cases.Contact",
    "cases.Letter",
    "cases.Consequence",
    "cases.Document",
    "cases.Participant",
    "cases.FromConcern",
    "cases.Concerning",
    "concerns.About",
    "concerns.Addendum",
    "concerns.Message",
    "concerns.BullyingEntry",
    "concerns.Decision",
    "concerns.Evidence",
}
GATHERED_WORDS = {
    "cases.Addendum": "words",
    "cases.Consequence": "reason considered ended_why",
    "cases.Contact": "whom",
    "cases.Document": "name text metadata title",
    "cases.Event": "words",
    "cases.Letter": "to_name title words",
    "cases.Participant": "name",
    "concerns.Addendum": "words",
    "concerns.BullyingEntry": "words",
    "concerns.Decision": "reason taken_back_why",
    "concerns.Evidence": "name text metadata",
    "concerns.Message": "words",
}
"""What is written in the rows that are gathered: each was looked at, whether it belongs in an answer."""
NOT_GATHERED = {
    "cases.Answered": "that typed words do not mean somebody: its event says so",
    "cases.KeptOut": "who runs it no more: its event says so",
    "concerns.KeptOut": "who reads it no more: said on its page",
    "concerns.Unlooked": "goes within minutes, when the clock has looked through it",
    "concerns.Cleared": "that words do not mean somebody: the addition says so",
    "concerns.TakenOut": "who waits for a second person: the addition says so",
    "records.Retention": "until when it is kept; its event says why",
    "records.InTransfer": "which file went to another school",
    "records.HeldPage": "an answer itself",
    "records.Passage": "an answer itself",
    "records.ConcernKept": "until when it is kept",
    "records.Disposal": "a question between two colleagues",
    "cases.Link": "which other case it belongs with",
    "cases.Asked": "who else was asked to read, no words",
    "cases.Grant": "who may read",
    "cases.EmergencyAccess": "who read",
    "cases.Look": "who read",
    "cases.Done": "a step by its key; its event says it in words",
    "cases.Assignment": "who leads; its event says why",
    "cases.Ending": "how it ended; its event says why",
    "cases.Check": "a check of the head's; its event says it in words",
    "cases.WordList": "what a search opens; made of the rows that are gathered",
    "cases.Hold": "why it is kept; its event says it",
    "cases.Approval": "a question between two colleagues",
    "cases.Notice": "that a mail went out",
    "concerns.Access": "who may read",
    "concerns.AccessLog": "who read",
    "concerns.UnmatchedName": "a name as it was typed; the words that were told hold it",
    "concerns.Link": "which other concern it belongs with",
    "concerns.Notice": "that a mail went out",
    "concerns.Alert": "that a mail did not arrive",
    "concerns.OpenedSession": "who opened a child's session",
}


def test_a_subject_access_answer_gathers_what_is_held_or_says_why_not():
    told(
        labels(hangs_on(Case) | hangs_on(Concern)),
        GATHERED | set(NOT_GATHERED),
        "what `gathered` yields in records/queries/access_requests.py, from where whoever asks is given it, and to GATHERED "
        "here, or to NOT_GATHERED",
    )


def test_each_field_that_is_written_in_what_is_gathered_was_thought_of():
    told(
        {
            f"{label}.{field.name}"
            for label in GATHERED
            for field in apps.get_model(label)._meta.concrete_fields
            if isinstance(field, Sealed)
        },
        {f"{label}.{name}" for label, names in GATHERED_WORDS.items() for name in names.split()},
        "GATHERED_WORDS here, when `gathered` in records/queries/access_requests.py yields it or it is no business of "
        "whoever asks what is held about them",
    )


@pytest.mark.django_db
def test_what_is_said_to_be_gathered_is_asked_of_the_database(visits):
    """Every table that GATHERED names is read for somebody who is in a case and in a concern."""
    cast = visits.scene.cast
    with CaptureQueriesContext(connection) as taken:
        for about in (cast.pupil, cast.young_pupil):
            list(access_requests.gathered(story.fresh(cast.dsl), about, MONDAY))
    asked = " ".join(query["sql"] for query in taken)
    unread = {label for label in GATHERED if f'"{apps.get_model(label)._meta.db_table}"' not in asked}
    assert not unread, f"{sorted(unread)}: gather it in records/queries/access_requests.py, as GATHERED says"


# ---- the certificate of what was destroyed

NOT_COUNTED = {
    "Cleared",
    "KeptOut",
    "Unlooked",
    "TakenOut",
    "Access",
    "AccessLog",
    "Alert",
    "About",
    "UnmatchedName",
    "Evidence",
    "Link",
    "Notice",
    "ConcernKept",
    "Disposal",
    "HeldPage",
    "OpenedSession",
}
"""Of a concern's own rows: who reads it and who is meant, what is counted as files, and what others keep about it."""


def test_everything_that_is_written_in_a_concern_is_counted_on_the_certificate():
    of = {model.__name__ for model in directly_on(Concern)}
    counted = {Concern._meta.get_field(name).related_model.__name__ for name in destroying.ENTRIES}
    told(of - counted, NOT_COUNTED, "ENTRIES in concerns/actions/destroying.py, or to NOT_COUNTED here")


@pytest.mark.django_db
def test_every_row_that_goes_is_in_the_digest(visits):
    """What Django deletes is what the digest holds: taken from the rows that hang on it, not from a list."""
    for row in (visits.scene.case, visits.scene.concern):
        held = [line.partition(" ")[0] for line in whole.rows_of(row)]
        with undone():
            _, deleted = type(row).objects.filter(pk=row.pk).delete()
        assert {label: held.count(label) for label in deleted} == deleted
        assert len(held) == sum(deleted.values())


# ---- what a page offers to do

ELSEWHERE = {
    "acknowledge_emergency_access": "the head's page of emergency accesses",
    "change_letter": "the letter's page",
    "drop_letter": "the letter's page",
    "mark_printed": "the letter's page",
    "send_letter": "the letter's page",
    "write_letter": "the step's page, and the list of letters",
    "decide_check": "the check's page",
    "escalate": "done by the clock",
    "alarm": "done by the clock",
    "look_through": "done by the clock",
    "see_drawing": "done by the clock",
    "end_given": "done by the clock, when somebody to whom it was given has left",
    "remind": "done by the clock",
    "look": "done by opening the page",
    "look_at_document": "done by opening the document",
    "open_document_original": "the document's page",
    "read": "done by opening the page",
    "reassign": "done by the clock, when nobody may read or run it any more",
    "record_step": "the step's page",
    "skip_step": "the step's page",
}
"""Deeds on a case or a concern that stand on another page than its own, with that page."""


def deeds(app: str, model: type[models.Model]) -> Iterator[str]:
    action.load_all()
    for name, info in action.ACTIONS.items():
        kind = next(iter(info.run.__wrapped__.__annotations__.values()), None)  # type: ignore[attr-defined]
        if name.startswith(f"{app}.") and kind in (model, model.__name__):
            yield name.removeprefix(f"{app}.")


def test_every_deed_on_a_case_or_a_concern_is_offered_on_its_page():
    offered = {*pages.READER, *pages.DECIDER, *pages.LEADER, *concern_pages.DEEDS}
    found = {*deeds("cases", Case), *deeds("concerns", Concern)}
    told(
        found - offered,
        set(ELSEWHERE),
        "the lists in cases/queries/pages.py or DEEDS in concern_pages.py, or to ELSEWHERE",
    )


# ---- the trail

NOT_HELD = {
    "cases.WordList": "made of rows that are held, and made anew where they changed",
    "records.Passage": "of a page of an answer, which is held, and sealed into the PDF",
}
"""What hangs on a record and is not held by the trail, with why."""
RECORDS = {"concerns.Concern", "cases.Case", "records.Certificate", "records.Transfer", "records.AccessRequest"}


def test_every_row_of_a_record_is_held_by_the_trail():
    held = {model._meta.label for model in rows.watched()}
    hanging = set().union(*(labels(hangs_on(apps.get_model(label))) for label in RECORDS))
    told(hanging - held, set(NOT_HELD), "the model, as RECORD, or to NOT_HELD here")
    assert held >= RECORDS, f"{sorted(RECORDS - held)}: RECORD is the primary key of a record"


def test_what_the_trail_holds_belongs_to_a_record_of_a_school():
    for model in rows.watched():
        record, field = rows.record_of(model)
        assert not field.null and hasattr(record, "school_id"), f"{model._meta.label}: RECORD leads to no school"


def test_of_every_deed_on_no_record_is_said_whether_its_entry_is_seen():
    """The trail shows entries of records to those whom the record reaches; of the others nothing, unless it is told."""
    action.load_all()
    hidden = cases_hiding.HIDDEN_EVENTS | concerns_reach.HIDDEN_EVENTS | records_hiding.HIDDEN_EVENTS
    of_schools = set()
    for name, info in action.ACTIONS.items():
        said = info.run.__wrapped__.__annotations__
        if name.split(".")[0] in ("cases", "concerns", "records") and next(iter(said.values())) is School:
            of_schools |= set() if said["return"] in (Case, Concern) else {name}
    told(of_schools - hidden, set(trail.OPEN), "OPEN in config/trail.py, or to HIDDEN_EVENTS of the app")


# ---- a procedure

CHOSEN = {
    "conduct": "what a colleague does is first told as an allegation; the head chooses the lower step",
    "firewall": "told under Rules not kept, with every other rule",
    "parent-post": "told under Rules not kept, with every other rule",
    "phone": "told under Rules not kept, with every other rule",
    "underage": "told under Rules not kept, with every other rule",
}
"""Procedures that nothing in a concern suggests, with why whoever opens the case chooses them."""


def test_every_procedure_is_suggested_by_a_concern_or_says_how_it_begins():
    suggested = {*onward.OF_KIND.values(), *onward.OF_HARM.values()}
    told(set(PROCEDURES) - suggested, set(CHOSEN), "OF_KIND or OF_HARM in cases/queries/onward.py, or to CHOSEN")


def test_every_module_with_a_procedure_is_offered():
    folder = Path(procedures.__file__).parent
    names = {path.stem for path in folder.glob("*.py")} | {path.parent.name for path in folder.glob("*/__init__.py")}
    there = {
        module.PROCEDURE.id
        for name in names - {"__init__", "tests"}
        if hasattr(module := import_module(f"{procedures.__name__}.{name}"), "PROCEDURE")
    }
    told(there, set(PROCEDURES), "PROCEDURES in engines/procedures/__init__.py")


ABOUT_FAMILIES = {"cyberbullying", "contact", "join", "underage", "firewall", "phone", "parent-post"}


def test_of_every_procedure_is_said_whether_it_is_about_colleagues():
    """Those are restricted from the first minute; to leave one out shows it to everyone in the line."""
    told(set(PROCEDURES) - ABOUT_FAMILIES, set(COLLEAGUES), "COLLEAGUES in cases/rules.py, or to ABOUT_FAMILIES here")


def test_of_every_procedure_is_written_down_who_reads_it():
    told(set(PROCEDURES), set(test_matrix.READERS), "READERS in cases/tests/test_matrix.py, written by hand")


def test_every_procedure_has_its_share_in_the_year_that_is_measured():
    told(set(PROCEDURES), {name for name, _ in load.KINDS}, "KINDS in tests/load.py")


# ---- what was read and nobody touches is asked about


NOT_TOUCHING = {
    "cleared": "asked of what somebody wrote, which is an addition",
    "taken_out": "the same",
    "kept_out": "what an entry did, which is an addition",
    "unlooked_for": "the clock's",
    "notices": "that a mail went out",
    "alerts": "what went wrong",
    "links": "which other concern it belongs with",
    "linked_from": "the same",
    "opened_sessions": "who opened a child's session",
    "evidence": "a file comes with what was told, or with a line",
}


def test_of_everything_that_happens_to_a_concern_is_said_whether_it_touches_it():
    happens = {
        link.get_accessor_name()
        for link in Concern._meta.related_objects
        if link.related_model._meta.app_label == "concerns"
        and any(field.name == "at" for field in link.related_model._meta.concrete_fields)
    }
    told(happens, {*quiet.TOUCHING, *NOT_TOUCHING}, "TOUCHING in concerns/queries/quiet.py, or to NOT_TOUCHING here")


# ---- whoever writes of a reader is asked


ASKS_NOTHING = {
    "cases.open_document_original": "why somebody looks at a document: nobody but the log reads it",
    "concerns.open_original": "why somebody looks at a file: nobody but the log reads it",
    "concerns.reply": "it asks in a way of its own: a child is not asked, and it goes past whom it may mean",
    "cases.change_letter": "a letter names colleagues for who writes and who answers; it is checked before it goes",
    "cases.write_letter": "the same",
    "cases.edit_template": "words of a letter for all, not of a case",
    "cases.open_in_emergency": "why somebody opens a case that does not reach them",
}


NOT_WORDS = {
    "name": "a file's, asked about with the file; or typed for a person, and matched where it is put in",
    "names": "typed for people, and matched where they are put in",
    "title": "of a document, asked about with its file; of a letter or a template, checked before it goes",
    "facts": "answers out of a list",
    **dict.fromkeys(("step", "outcome", "decision", "procedure", "kind", "clause", "form", "what"), "out of a list"),
    **dict.fromkeys(("seen", "reference", "file_id", "kept", "listed", "receipt", "link", "form_token"), "drawn"),
    "reader": "which of those who are listed",
    "cleared": "which of those who are listed",
    "written": "words of a letter, checked before it goes",
    "to_name": "to whom a letter goes",
    "content": "a draft, which nobody else reads",
    **dict.fromkeys(("closed_notice", "social_care_phone", "phone"), "of the school, not of a concern"),
}
"""What a deed is given as text and in which nobody can write of a reader, or where that is asked elsewhere."""


def test_all_that_a_deed_is_given_as_text_is_words_or_is_said_to_be_none():
    taken = {
        argument
        for name, info in action.ACTIONS.items()
        if name.split(".")[0] in ("concerns", "cases") and info.reach and info.reach.__name__ != "by_clock"
        for argument, one in inspect.signature(info.run).parameters.items()
        if "str" in str(one.annotation) and argument not in WORDS
    }
    told(
        taken,
        set(NOT_WORDS),
        "WORDS in concerns/queries/meant.py, so that it is asked whether it is about a reader, or to NOT_WORDS here",
    )


def test_every_deed_that_takes_words_asks_whether_they_are_about_a_reader():
    for name, info in action.ACTIONS.items():
        if name.split(".")[0] not in ("concerns", "cases") or info.reach is None or name in ASKS_NOTHING:
            continue
        takes = {*inspect.signature(info.run).parameters} & {*WORDS, "enclosure", "examined"}
        by_clock = info.reach.__name__ == "by_clock"
        assert not takes or by_clock or info.asks, f"{name} takes {takes}: say asks=, or why not in ASKS_NOTHING"
