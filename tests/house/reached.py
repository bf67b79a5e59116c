"""A way to do each action of concerns, cases and records, and a school in which to try it: see test_reach.py.

A new action needs an entry in WAYS. `by` names those who succeed in it; everybody else of the scene must be refused,
above all those whom the table of duties would let. `told` names those whom it reaches and who are told in a sentence
why not. `call` sets up what the action needs and returns its target and the rest of its arguments.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from schoolgate import access
from schoolgate.access.table import TABLE
from schoolgate.cases.actions import approvals, opening, readers
from schoolgate.cases.models.case import Case, EmergencyAccess
from schoolgate.cases.models.chronicle import Check, Ending
from schoolgate.cases.models.settings import Hold
from schoolgate.cases.models.watching import Approval
from schoolgate.cases.rules import How, What
from schoolgate.cases.tests import letters as written
from schoolgate.cases.tests import story
from schoolgate.concerns import receipts
from schoolgate.concerns.actions import drafts, outcomes, triage
from schoolgate.concerns.rules import BullyingStep, Channel, ConcernKind, Harm, Outcome, Report, Scope
from schoolgate.concerns.rules import ConcernPart as ConcernPart
from schoolgate.concerns.tests import story as told_story
from schoolgate.engines.procedures.consequences import Proposed, Rung
from schoolgate.engines.procedures.schema import CasePart
from schoolgate.records.models import Disposal
from schoolgate.records.rules import RecordClass
from schoolgate.records.tests import story as record_story
from tests.cast import MONDAY
from tests.house.reached_scene import DAY, LATER, SOON, TODAY, WHY, Scene


@contextmanager
def undone() -> Iterator[None]:
    """Takes back whatever happens inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


# ---- a way to do each

Call = Callable[[Scene], tuple[Any, dict[str, Any]]]
WHOEVER_MAY = "whoever may"
"""For what is done to the school as a whole: everyone of it whom the table lets."""


@dataclass(frozen=True)
class Way:
    by: str
    call: Call
    told: str = ""
    at: datetime = MONDAY

    def allowed(self, name: str, scene: Scene) -> set[str]:
        if self.by == WHOEVER_MAY:
            return {who for who, one in scene.here.items() if one.duties & TABLE[name]}
        return set(self.by.split())

    def refused(self, name: str, scene: Scene) -> dict[str, access.Someone]:
        let = self.allowed(name, scene) | set(self.told.split())
        return {who: one for who, one in scene.everybody.items() if who not in let}


def on(target: str, **kwargs: object) -> Call:
    """The action done to this record of the scene, with these arguments."""
    return lambda scene: (getattr(scene, target), kwargs)


def _picture(content: bytes = b"another") -> Any:
    return told_story.picture(content)


def _telling(scene: Scene) -> tuple[Any, dict[str, Any]]:
    telling = Report(door=Channel.PARENT, kind=ConcernKind.WORRY, words="They quarrel on the way home.")
    return scene.school, {"telling": telling, "form_token": receipts.form_token(MONDAY - DAY / 24)}


def _kept(**more: object) -> Call:
    return lambda scene: (scene.school, {"reference": receipts.kept_reference(), **more})


def _draft(scene: Scene) -> tuple[Any, dict[str, Any]]:
    drafts.begin_draft(scene.school, form="worry", content="{}", by=scene.here["assistant"], at=MONDAY)
    return scene.school, {"form": "worry"}


def _evidence(**kwargs: object) -> Call:
    return lambda scene: (scene.concern.evidence.get(), kwargs)


def _decided_concern(scene: Scene) -> tuple[Any, dict[str, Any]]:
    triage.say(scene.concern, words="Thank you.", by=scene.here["dsl"], at=MONDAY)
    outcomes.decide(scene.concern, end=Outcome.ANSWER, reason=WHY, by=scene.here["dsl"], at=MONDAY)
    return scene.concern, {"reason": WHY}


def _disposal(**kwargs: object) -> Call:
    def call(scene: Scene) -> tuple[Any, dict[str, Any]]:
        Disposal.objects.create(
            concern=scene.ended_concern, reason=WHY, asked_at=LATER, asked_by=scene.cast.dsl, second=scene.cast.head
        )
        return scene.ended_concern, kwargs

    return call


def _two(**kwargs: object) -> Call:
    def call(scene: Scene) -> tuple[Any, dict[str, Any]]:
        target, asked = _question(scene)
        approvals.ask_second(target, **asked, by=scene.here["head"], at=MONDAY)
        return Approval.objects.get(case=scene.adult), kwargs

    return call


def _question(scene: Scene) -> tuple[Any, dict[str, Any]]:
    payload = {"person": scene.cast.dsl.pk, "until": SOON}
    return scene.adult, {"what": What.GRANT, "payload": payload, "reason": WHY, "second": scene.cast.chair}


def _shared_concern(scene: Scene) -> tuple[Any, dict[str, Any]]:
    """A concern that reaches the deputy too, who does not run the case."""
    triage.share(scene.concern, person=scene.cast.deputy, reason=WHY, by=scene.here["dsl"], at=MONDAY)
    return scene.bullying, {"concern": scene.concern, "reason": WHY}


def _named_case(scene: Scene) -> tuple[Any, dict[str, Any]]:
    case = opening.open_case(
        scene.school,
        procedure="cyberbullying",
        reason=WHY,
        people=[(scene.cast.young_pupil, CasePart.HARMED)],
        names=[("Mrs Barlow", CasePart.ALLEGED)],
        by=scene.here["dsl"],
        at=MONDAY,
    )
    return case, {"person": scene.cast.office, "reason": WHY}


def _emergency(scene: Scene) -> tuple[Any, dict[str, Any]]:
    readers.open_in_emergency(scene.school, number=scene.adult.number, reason=WHY, by=scene.here["dsl"], at=MONDAY)
    return scene.adult, {"emergency": EmergencyAccess.objects.get()}


def _check(scene: Scene) -> tuple[Any, dict[str, Any]]:
    check = Check.objects.create(case=scene.adult, check_id=2, raised_at=MONDAY)
    return scene.adult, {"check": check, "decision": "as_written", "reason": WHY}


def _held(scene: Scene) -> tuple[Any, dict[str, Any]]:
    Hold.objects.create(case=scene.adult, reason=WHY, at=MONDAY, by=scene.cast.head)
    return scene.adult, {"reason": WHY}


def _said(scene: Scene) -> tuple[Any, dict[str, Any]]:
    """The pupil forgot the telephone, so that there may be a talk or none."""
    case = story.do(scene.phone, "what", scene.cast.head, outcome="forgot")
    return case, {"step": "talk", "child": scene.cast.pupil.pk, "reason": WHY, "seen": case.revision}


def _recorded(s: Scene) -> tuple[Any, dict[str, Any]]:
    """A step of the case about bullying that was recorded by mistake."""
    case = story.do(s.bullying, "safe_now", s.cast.dsl)
    event = case.done.get(step="safe_now").event
    return case, {"event": event, "right": "He is not at home.", "reason": WHY, "seen": case.revision}


def _closed(**kwargs: object) -> Call:
    def call(scene: Scene) -> tuple[Any, dict[str, Any]]:
        how = {"closed_at": MONDAY, "closed_by": scene.cast.head, "outcome": "closed"}
        Case.objects.filter(pk=scene.adult.pk).update(**how)
        Ending.objects.create(case=scene.adult, outcome="closed", reason=WHY, at=MONDAY, by=scene.cast.head)
        return Case.objects.get(pk=scene.adult.pk), {"reason": WHY, **kwargs}

    return call


def _sent(scene: Scene) -> tuple[Any, dict[str, Any]]:
    return scene.school, {"letter": written.send(scene.letter, scene.cast.head)}


def _letter(**kwargs: object) -> Call:
    return lambda scene: (scene.underage, {"letter": scene.letter, **kwargs})


def _seen(scene: Scene) -> tuple[Any, dict[str, Any]]:
    from schoolgate.cases.queries.letter_lines import seen

    return scene.underage, {"letter": scene.letter, "seen": seen(scene.letter)}


def _changed(scene: Scene) -> tuple[Any, dict[str, Any]]:
    from schoolgate.cases.queries.letter_lines import seen

    return scene.underage, {
        "letter": scene.letter,
        "title": "About Maya",
        "words": "We have spoken with everybody.",
        "seen": seen(scene.letter),
    }


def _consequence(**kwargs: object) -> Call:
    return lambda scene: (scene.bullying, {"consequence": scene.consequence, **kwargs})


def _imposed(scene: Scene) -> tuple[Any, dict[str, Any]]:
    proposed = Proposed(Rung.EDUCATION, scene.cast.pupil.pk, "She said so herself.", TODAY)
    return scene.phone, {"proposed": proposed}


def _pages(scene: Scene) -> tuple[Any, dict[str, Any]]:
    scene.request.pages.update(decision="whole", reason=WHY, at=MONDAY)
    return scene.request, {}


LEADS, LET_IN = "dsl deputy_dsl", "dsl deputy_dsl deputy"
"""Who runs the case about bullying, and to whom of those who may decide something the case was opened to read."""
READ = f"{LET_IN} assistant"
CHANGE = {"reason": WHY, "seen": 0}

WAYS: Mapping[str, Way] = {
    # concerns: by anyone
    "concerns.tell": Way(WHOEVER_MAY, _telling),
    "concerns.reply": Way(
        WHOEVER_MAY, lambda s: (s.school, {"words": "Again today.", "receipt": s.outside_concern.receipt})
    ),
    "concerns.see_answers": Way(WHOEVER_MAY, lambda s: (s.school, {"receipt": s.outside_concern.receipt})),
    "concerns.keep_files": Way(WHOEVER_MAY, _kept(enclosures=[_picture()])),
    "concerns.let_go": Way(WHOEVER_MAY, _kept()),
    "concerns.save_draft": Way(WHOEVER_MAY, on("school", form="worry", content="{}")),
    "concerns.drop_draft": Way(WHOEVER_MAY, _draft),
    "concerns.edit_settings": Way(
        WHOEVER_MAY, on("school", urgent_minutes=30, other_minutes=240, answer_days=5, alarm_minutes=30)
    ),
    "concerns.put_on_duty": Way(
        WHOEVER_MAY,
        lambda s: (s.school, {"person": s.cast.deputy, "starts_on": TODAY, "ends_on": TODAY, "phone": "01632 960222"}),
    ),
    "concerns.take_off_duty": Way(WHOEVER_MAY, on("school", row=1)),
    "concerns.edit_closed_notice": Way(WHOEVER_MAY, on("school", closed_notice="Closed.", social_care_phone="")),
    "concerns.choose_trusted": Way(WHOEVER_MAY, lambda s: (s.school, {"people": [s.cast.teacher.pk]})),
    # concerns: by whoever one reaches
    "concerns.read": Way(f"{LEADS} teacher", on("concern")),
    "concerns.add_addendum": Way(f"{LEADS} teacher", on("concern", words="More.")),
    "concerns.add_step": Way(f"{LEADS} teacher", on("concern", step=BullyingStep.OUTCOME, words="They made up.")),
    "concerns.attach_evidence": Way(f"{LEADS} teacher", on("concern", enclosure=_picture())),
    "concerns.look_at_evidence": Way(f"{LEADS} teacher", _evidence()),
    "concerns.open_original": Way("dsl", _evidence(reason=WHY)),
    "concerns.confirm_clause": Way(LEADS, on("concern", clause="5.p.8")),
    "concerns.confirm_scope": Way(LEADS, on("concern", scope=Scope.PERSONAL, reason=WHY)),
    "concerns.set_harm": Way(LEADS, on("concern", harm=Harm.RULES, urgent=False, reason=WHY)),
    "concerns.name_person": Way(
        LEADS, lambda s: (s.concern, {"person": s.cast.young_pupil, "part": ConcernPart.HARMED})
    ),
    "concerns.not_meant": Way("head", lambda s: (s.named_concern, {"person": s.cast.office, "reason": WHY})),
    "concerns.say": Way(LEADS, on("concern", words="Thank you.")),
    "concerns.pass_to_teacher": Way(LEADS, lambda s: (s.concern, {"teacher": s.cast.other_teacher, "reason": WHY})),
    "concerns.share": Way(LEADS, lambda s: (s.concern, {"person": s.cast.chair, "reason": WHY})),
    "concerns.hand_over": Way("head", lambda s: (s.complaint, {})),
    "concerns.link": Way(LEADS, lambda s: (s.concern, {"other": s.ended_concern})),
    "concerns.decide": Way(LEADS, on("concern", end=Outcome.NO_ACTION, reason=WHY)),
    "concerns.take_back": Way(LEADS, _decided_concern),
    "concerns.finish": Way(LEADS, _decided_concern),
    # concerns: by the clock
    "concerns.escalate": Way("clock", on("concern")),
    "concerns.alarm": Way("clock", on("concern")),
    "concerns.reassign": Way("clock", on("concern")),
    "concerns.end_given": Way("clock", lambda s: (s.concern, {"given": s.concern.reaches.first()})),
    "concerns.remind": Way("clock", on("concern")),
    "concerns.look_through": Way("clock", on("concern")),
    "concerns.see_drawing": Way(
        "clock", lambda s: (s.concern, {"file_id": s.concern.evidence.get().pk, "found": None})
    ),
    "concerns.note_failed_mail": Way("clock", on("school")),
    "concerns.tidy": Way("clock", on("school")),
    "concerns.forget_kept": Way("clock", on("school")),
    # cases: how one begins, and who is in it
    "cases.open_case": Way(
        WHOEVER_MAY,
        lambda s: (s.school, {"procedure": "underage", "reason": WHY, "people": [(s.cast.pupil, CasePart.ALLEGED)]}),
    ),
    "cases.add_to_case": Way(LEADS, _shared_concern),
    "cases.add_part": Way(LEADS, on("bullying", part=CasePart.OTHER, name="A neighbour", reason=WHY)),
    "cases.not_meant": Way("head", _named_case),
    "cases.set_facts": Way(LEADS, on("bullying", facts={}, **CHANGE)),
    "cases.link": Way(LEADS, lambda s: (s.bullying, {"other": s.underage, "reason": WHY})),
    # cases: the procedure
    "cases.record_step": Way(
        LET_IN, on("bullying", step="safe_now", outcome="safe", given={"what": "He is at home."}, seen=0)
    ),
    "cases.skip_step": Way(f"head {LEADS}", _said),
    "cases.assign": Way("head", on("adult", step="safe_now", due_at=MONDAY + DAY, reason=WHY)),
    "cases.correct_step": Way(LEADS, _recorded),
    "cases.close": Way(f"head {LEADS}", lambda s: (s.done, {"reason": WHY, "seen": s.done.revision})),
    "cases.reopen": Way("head", _closed(seen=0)),
    # cases: the chronology
    "cases.look": Way(READ, on("bullying")),
    "cases.add_event": Way(READ, on("bullying", words="He was at school.")),
    "cases.add_addendum": Way(READ, lambda s: (s.bullying, {"event": s.event, "words": "On Friday."})),
    "cases.add_contact": Way(READ, on("bullying", whom="The mother", how=How.PHONE, words="She knew.")),
    "cases.add_document": Way(
        READ, on("bullying", name="more.png", content=b"more", examined=told_story.Found("y", 4))
    ),
    "cases.look_at_document": Way(READ, lambda s: (s.bullying, {"document": s.document})),
    "cases.open_document_original": Way("dsl", lambda s: (s.bullying, {"document": s.document, "reason": WHY})),
    # cases: who reads one
    "cases.grant": Way(LEADS, lambda s: (s.bullying, {"person": s.cast.teacher, "reason": WHY, "until": SOON})),
    "cases.end_grant": Way(LEADS, lambda s: (s.bullying, {"person": s.cast.deputy})),
    "cases.try_in_emergency": Way(WHOEVER_MAY, on("school")),
    "cases.open_in_emergency": Way(LEADS, lambda s: (s.school, {"number": s.adult.number, "reason": WHY}), told="head"),
    "cases.acknowledge_emergency_access": Way("head", _emergency),
    # cases: what takes two
    "cases.ask_second": Way("head", _question),
    "cases.confirm_second": Way("chair", _two()),
    "cases.refuse_second": Way("chair", _two(words=WHY)),
    # cases: what the head decides, and what follows
    "cases.decide_check": Way("head", _check),
    "cases.hold": Way("head", on("adult", reason=WHY)),
    "cases.end_hold": Way("head", _held),
    "cases.edit_settings": Way(
        WHOEVER_MAY, on("school", emergency_hours=4, grant_days=30, lado_days=1, at_once_minutes=20)
    ),
    "cases.draft_consequence": Way(
        LET_IN, lambda s: (s.bullying, {"person": s.cast.young_pupil, "rung": Rung.RESTORATIVE})
    ),
    "cases.impose_consequence": Way(f"head {LEADS}", _imposed),
    "cases.review_consequence": Way(LET_IN, _consequence(reason=WHY)),
    "cases.end_consequence": Way(LET_IN, _consequence(reason=WHY)),
    "cases.tell_parents": Way(LET_IN, _consequence(words="They know.", told_at=MONDAY)),
    # cases: letters
    "cases.write_letter": Way(
        f"head {LEADS}",
        lambda s: (
            s.underage,
            {"kind": "underage", "reader": written.key(s.cast.pupil, s.cast.parent), "written": written.FILLED},
        ),
    ),
    "cases.change_letter": Way(f"head {LEADS}", _changed),
    "cases.drop_letter": Way(f"head {LEADS}", _letter()),
    "cases.send_letter": Way("head", _seen, told=LEADS),
    "cases.mark_printed": Way("head", _seen, told=LEADS),
    "cases.open_letter": Way("parent", _sent),
    "cases.edit_template": Way(
        WHOEVER_MAY,
        on("school", kind="underage", title="About a site", words="{what} {site} Please come and talk to us."),
    ),
    "cases.restore_template": Way(WHOEVER_MAY, on("school", kind="underage")),
    # cases: by the clock
    "cases.expire": Way("clock", on("school")),
    "cases.remind": Way("clock", on("school")),
    "cases.reassign": Way("clock", on("adult")),
    "cases.tidy": Way("clock", on("school")),
    # records
    "records.set_keeping": Way(WHOEVER_MAY, on("school", record_class=RecordClass.CHILD, years=30, pension_age=0)),
    "records.keep_longer": Way("head", _closed(until=SOON)),
    "records.keep_concern": Way(LEADS, on("ended_concern", until=SOON, reason=WHY)),
    "records.ask_disposal": Way(LEADS, lambda s: (s.ended_concern, {"second": s.cast.head, "reason": WHY}), at=LATER),
    "records.agree_disposal": Way("head", _disposal(), at=LATER),
    "records.refuse_disposal": Way("head", _disposal(words=WHY), at=LATER),
    "records.look_at_child": Way(READ, lambda s: (s.cast.young_pupil, {})),
    "records.make_transfer": Way(
        LEADS,
        lambda s: (s.cast.young_pupil, record_story.looked_through(s.here["dsl"], s.cast.young_pupil, [s.bullying])),
    ),
    "records.note_receipt": Way(LEADS, on("transfer", received_on=TODAY, received_by="Their DSL")),
    "records.open_access_request": Way(
        "head deputy_dsl chair", lambda s: (s.here["dsl"], {"asked_by": "He himself", "asked_on": TODAY})
    ),
    "records.look_at_held": Way("dsl", lambda s: (s.request.pages.exclude(evidence=None).first(), {})),
    "records.decide_page": Way("dsl", lambda s: (s.request.pages.first(), {"decision": "keep", "reason": WHY})),
    "records.decide_names": Way("dsl", lambda s: (s.request, {"names": {}})),
    "records.seal_answer": Way("dsl", _pages),
    "records.tidy": Way("clock", on("school")),
}
