"""A school in the middle of things: a published policy, a draft, a proposal, a link to decide, an import, a mail."""

from datetime import timedelta
from uuid import uuid4

from allauth.mfa.models import Authenticator
from django.urls import NoReverseMatch, reverse

from schoolgate.access.duties import Duty
from schoolgate.cases.actions import approvals, chronology, letters, opening, readers, steps
from schoolgate.cases.models.case import Case
from schoolgate.cases.models.consequences import Consequence
from schoolgate.cases.models.papers import Letter
from schoolgate.cases.queries import letter_lines
from schoolgate.cases.rules import What
from schoolgate.cases.tests import story as case_story
from schoolgate.community import models as community
from schoolgate.community.actions import appointments
from schoolgate.community.intake import packing
from schoolgate.concerns.actions import outcomes, triage
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.rules import Outcome
from schoolgate.concerns.tests import story
from schoolgate.engines.procedures.schema import CasePart
from schoolgate.policy.actions import drafting, proposals, registers, reviewing, signing
from schoolgate.policy.models import RemovedClause
from schoolgate.policy.queries.lint_findings import findings_of
from schoolgate.policy.rules import Audience
from schoolgate.post.models import Message
from schoolgate.records.actions import access_requests, transfers
from schoolgate.records.models import Certificate, Disposal
from schoolgate.records.tests import story as record_story
from tests import cast as people
from tests import families
from tests.cast import MONDAY
from tests.house import scene_duty, scene_sign_in
from tests.house.pictures import drawn

OF_DRAFTS = "draft confirm clause_add revise discard send withdraw review publish parameters what_if findings"


class Scene:
    ARGUMENTS = {
        "set_up:stage": lambda s: {"name": "school"},
        "moved": lambda s: {"rest": "certificates/"},
        "account_reset_password_from_key": lambda s: {"uidb36": "1", "key": "x-y"},
        "mfa_edit_webauthn": lambda s: {"pk": s.passkey.pk},
        "mfa_remove_webauthn": lambda s: {"pk": s.passkey.pk},
        "openid_connect_login": lambda s: {"provider_id": "school"},
        "openid_connect_callback": lambda s: {"provider_id": "school"},
        **scene_sign_in.ARGUMENTS,
        **{
            f"concerns:{deed}": lambda s: {"id": s.concern.pk}
            for deed in (
                "concern",
                "add",
                "answer",
                "attach",
                "clause",
                "decide",
                "finish",
                "hand_over",
                "harm",
                "link",
                "pass",
                "people",
                "scope",
                "share",
                "take_back",
            )
        },
        "concerns:step": lambda s: {"id": s.concern.pk, "step": "outcome"},
        "concerns:not_meant": lambda s: {"id": s.concern.pk, "person_id": s.cast.office.pk},
        "concerns:file": lambda s: {"id": s.concern.evidence.get().pk},
        "concerns:file_blurred": lambda s: {"id": s.concern.evidence.get().pk},
        "concerns:file_page": lambda s: {"id": s.concern.evidence.get().pk, "page": 1},
        "concerns:file_original": lambda s: {"id": s.concern.evidence.get().pk},
        "concerns:back": scene_duty.cover,
        "concerns:take_off_duty": scene_duty.on_duty,
        "community:add_kind": lambda s: {"kind": "pupil"},
        "community:person": lambda s: {"id": s.cast.pupil.pk},
        "community:edit_person": lambda s: {"id": s.cast.pupil.pk},
        "community:leaving": lambda s: {"id": s.cast.pupil.pk},
        "community:undo_leaving": lambda s: {"id": s.departure.person_id},
        "community:give_duty": lambda s: {"id": s.cast.assistant.pk},
        "community:end_duty": lambda s: {"id": s.cast.assistant.pk, "role_id": s.cast.assistant.roles.get().pk},
        "community:give_guarded_duty": lambda s: {"duty": "dsl"},
        "community:end_guarded_duty": lambda s: {"role_id": s.cast.dsl.roles.get(duty="dsl").pk},
        **{f"community:{page}_appointment": lambda s: {"id": s.appointment.pk} for page in ("answer", "withdraw")},
        "community:change_class": lambda s: {"id": s.cast.pupil.pk},
        "community:end_teaching": lambda s: {"id": s.cast.teacher.pk, "teaching_id": s.cast.teacher.teaching.get().pk},
        "community:add_child": lambda s: {"id": s.cast.parent.pk},
        "community:end_care": lambda s: {"id": s.cast.parent.pk, "care_id": s.cast.parent.cares_for.first().pk},
        "community:propose_join": lambda s: {"id": s.cast.assistant.pk},
        "community:decide_join": lambda s: {"id": s.record_join.pk},
        "community:import_columns": lambda s: {"id": s.upload.pk},
        "community:import_preview": lambda s: {"id": s.upload.pk},
        "community:import_put_away": lambda s: {"id": s.upload.pk},
        "community:intake": lambda s: {"id": s.intake.pk},
        "community:undo_import": lambda s: {"id": s.intake.pk},
        "community:edit_school_part": lambda s: {"part": "hours"},
        "community:remove_date": lambda s: {"id": s.cast.school.dates.get().pk},
        "community:decide_family_link": lambda s: {"id": s.link.pk},
        "community:end_family_link": lambda s: {"id": s.link.pk},
        "community:class": lambda s: {"id": s.cast.kestrels.pk},
        "concerns:told_one": lambda s: {"id": s.concern.pk},
        "concerns:follow": lambda s: {"token": "no-such-token"},
        "concerns:staff_form": lambda s: {"kind": "colleague"},
        "concerns:keep": lambda s: {"form": "staff"},
        "concerns:doors": lambda s: {"slug": s.cast.school.slug},
        "concerns:child": lambda s: {"slug": s.cast.school.slug},
        "concerns:worry": lambda s: {"slug": s.cast.school.slug},
        "concerns:unhappy": lambda s: {"slug": s.cast.school.slug},
        "concerns:receipt": lambda s: {"slug": s.cast.school.slug},
        **{f"policy:{page}": lambda s: {"id": s.draft.pk} for page in OF_DRAFTS.split()},
        "policy:review_dates": lambda s: {"id": s.version.pk},
        "policy:compare": lambda s: {"id": s.draft.pk, "other": s.version.pk},
        "policy:accept_finding": lambda s: {"id": s.draft.pk, "key": s.finding.key},
        "policy:reopen_finding": lambda s: {"id": s.draft.pk, "key": s.finding.key},
        "policy:clause_edit": lambda s: {"id": s.draft.clauses.first().pk},
        "policy:clause_move": lambda s: {"id": s.draft.clauses.first().pk},
        "policy:clause_remove": lambda s: {"id": s.draft.clauses.first().pk},
        "policy:propose": lambda s: {"id": s.version.clauses.first().pk},
        "policy:restore": lambda s: {"id": s.aside.pk},
        "policy:proposal_answer": lambda s: {"id": s.proposal.pk},
        "policy:sign": lambda s: {"audience": "staff"},
        "policy:receipt": lambda s: {"id": s.signature.pk},
        "policy:class": lambda s: {"classroom_id": s.cast.kestrels.pk},
        "policy:class_agree": lambda s: {"classroom_id": s.cast.kestrels.pk},
        "policy:public": lambda s: {"slug": s.cast.school.slug},
        "policy:pdf": lambda s: {"slug": s.cast.school.slug},
        "policy:archive": lambda s: {"slug": s.cast.school.slug},
        "policy:public_version": lambda s: {"slug": s.cast.school.slug, "number": s.version.number},
        "policy:version_pdf": lambda s: {"slug": s.cast.school.slug, "number": s.version.number},
        "policy:ages": lambda s: {"slug": s.cast.school.slug},
        "policy:ages_children": lambda s: {"slug": s.cast.school.slug},
        "policy:ages_platform": lambda s: {"slug": s.cast.school.slug, "id": "whatsapp"},
        "policy:register_correct": lambda s: {"id": "whatsapp"},
        "policy:register_close": lambda s: {"id": "whatsapp"},
        "policy:clause": lambda s: {"slug": s.cast.school.slug, "place": "3.a.2"},
        "policy:may_i": lambda s: {"slug": s.cast.school.slug},
        "policy:may_i_ask": lambda s: {"slug": s.cast.school.slug, "kind": "use"},
        "policy:end_holder": lambda s: {"id": s.holder.pk},
        "policy:end_exemption": lambda s: {"id": s.exemption.pk},
        "cases:letter_words_edit": lambda s: {"kind": "join"},
        "cases:letter_words_restore": lambda s: {"kind": "join"},
        "cases:letters": lambda s: {"case_id": s.letter.case_id},
        "cases:letter_reader": lambda s: {"case_id": s.letter.case_id, "kind": "underage"},
        "cases:letter_write": lambda s: {
            "case_id": s.letter.case_id,
            "kind": "underage",
            "to": f"{s.cast.pupil.pk}-{s.cast.parent.pk}",
        },
        "cases:letter": lambda s: {"case_id": s.letter.case_id, "id": s.letter.pk},
        "cases:letter_change": lambda s: {"case_id": s.letter.case_id, "id": s.draft_letter.pk},
        "cases:letter_drop": lambda s: {"case_id": s.letter.case_id, "id": s.draft_letter.pk},
        "cases:letter_send": lambda s: {"case_id": s.letter.case_id, "id": s.draft_letter.pk},
        "cases:letter_printed": lambda s: {"case_id": s.letter.case_id, "id": s.draft_letter.pk},
        "cases:letter_draft": lambda s: {"case_id": s.letter.case_id, "id": s.draft_letter.pk},
        "cases:letter_pdf": lambda s: {"case_id": s.letter.case_id, "id": s.letter.pk},
        "letters:read": lambda s: {"id": s.letter.pk},
        "letters:pdf": lambda s: {"id": s.letter.pk},
        "cases:case": lambda s: {"id": s.case.pk},
        "cases:chronology": lambda s: {"id": s.case.pk},
        "cases:add_event": lambda s: {"id": s.case.pk},
        "cases:add_contact": lambda s: {"id": s.case.pk},
        "cases:add_document": lambda s: {"id": s.case.pk},
        "cases:document": lambda s: {"id": s.case.pk, "document": s.document.pk},
        "cases:document_blurred": lambda s: {"id": s.case.pk, "document": s.document.pk},
        "cases:document_page": lambda s: {"id": s.case.pk, "document": s.document.pk, "page": 1},
        "cases:document_original": lambda s: {"id": s.case.pk, "document": s.document.pk},
        "cases:delete_document": lambda s: {"id": s.case.pk, "document": s.document.pk},
        "cases:addendum": lambda s: {"id": s.case.pk, "event": s.case.events.first().pk},
        "cases:delete_event": lambda s: {"id": s.case.pk, "event": s.case.events.first().pk},
        "cases:step": lambda s: {"id": s.case.pk, "step": "safe_now"},
        "cases:step_for": lambda s: {"id": s.case.pk, "step": "support_harmed", "child": s.cast.pupil.pk},
        "cases:skip": lambda s: {"id": s.case.pk, "step": "safe_now"},
        "cases:skip_for": lambda s: {"id": s.case.pk, "step": "support_harmed", "child": s.cast.pupil.pk},
        "cases:assign": lambda s: {"id": s.case.pk, "step": "safe_now"},
        "cases:assign_for": lambda s: {"id": s.case.pk, "step": "support_harmed", "child": s.cast.pupil.pk},
        "cases:correct_step": lambda s: {
            "id": s.letter.case_id,
            "event": s.letter.case.done.get(step="parts").event_id,
        },
        "cases:close": lambda s: {"id": s.case.pk},
        "cases:reopen": lambda s: {"id": s.case.pk},
        "cases:add_part": lambda s: {"id": s.case.pk},
        "cases:facts": lambda s: {"id": s.case.pk},
        "cases:link": lambda s: {"id": s.case.pk},
        "cases:hold": lambda s: {"id": s.case.pk},
        "cases:end_hold": lambda s: {"id": s.case.pk},
        "cases:grant": lambda s: {"id": s.case.pk},
        "cases:end_grant": lambda s: {"id": s.case.pk, "person": s.cast.assistant.pk},
        "cases:check": lambda s: {"id": s.about_adult.pk, "check": s.about_adult.checks.first().pk},
        "cases:add_consequence": lambda s: {"id": s.case.pk},
        "cases:impose": lambda s: {"id": s.case.pk, "person": s.cast.young_pupil.pk, "rung": "education"},
        "cases:review_consequence": lambda s: {"id": s.case.pk, "consequence": s.consequence.pk},
        "cases:end_consequence": lambda s: {"id": s.case.pk, "consequence": s.consequence.pk},
        "cases:parents_told": lambda s: {"id": s.case.pk, "consequence": s.consequence.pk},
        "cases:acknowledge_emergency_access": lambda s: {"id": s.about_adult.broken.get().pk},
        "cases:second": lambda s: {"id": s.about_adult.approvals.get().pk},
        "records:keeping_rule": lambda s: {"name": "child"},
        "records:record": lambda s: {"id": s.closed_case.pk},
        "records:keep_longer": lambda s: {"id": s.closed_case.pk},
        "records:ask_destruction": lambda s: {"id": s.closed_case.pk},
        "records:certificate": lambda s: {"id": s.certificate.pk},
        "records:kept_concern": lambda s: {"id": s.kept_concern.pk},
        "records:keep_concern": lambda s: {"id": s.kept_concern.pk},
        "records:ask_disposal": lambda s: {"id": s.kept_concern.pk},
        "records:disposal": lambda s: {"id": s.kept_concern.pk},
        "cases:not_meant": lambda s: {"id": s.with_name.pk, "person_id": s.cast.office.pk},
        "records:held_picture": lambda s: {
            "id": s.access_request.pk,
            "order": s.access_request.pages.filter(picture__gt="").first().order,
        },
        "records:child": lambda s: {"id": s.cast.pupil.pk},
        "records:make_transfer": lambda s: {"id": s.cast.pupil.pk},
        "records:transfer": lambda s: {"id": s.transfer.pk},
        "records:transfer_file": lambda s: {"id": s.transfer.pk},
        "records:request_names": lambda s: {"id": s.access_request.pk},
        "records:access_request": lambda s: {"id": s.access_request.pk},
        "records:held_page": lambda s: {"id": s.access_request.pk, "order": 1},
        "records:answer_preview": lambda s: {"id": s.access_request.pk},
        "records:answer_pdf": lambda s: {"id": s.access_request.pk},
        "post:message": lambda s: {"id": s.message.pk},
        "post:try_again": lambda s: {"id": s.message.pk},
    }
    # These name no record of a school, or one that is open to all.
    OPEN = {
        *scene_sign_in.OPEN,
        "account_reset_password_from_key",
        "mfa_edit_webauthn",
        "mfa_remove_webauthn",
        "openid_connect_login",
        "openid_connect_callback",
        "signin:pupil_of_class",
        "community:add_kind",
        "policy:sign",
        "community:edit_school_part",
        "community:give_guarded_duty",
        "policy:public",
        "policy:pdf",
        "policy:archive",
        "policy:public_version",
        "policy:version_pdf",
        "policy:clause",
        "policy:may_i",
        "policy:may_i_ask",
        "policy:ages",
        "policy:ages_children",
        "policy:ages_platform",
        "policy:register_correct",
        "policy:register_close",
        "cases:letter_words_edit",
        "cases:letter_words_restore",
        "records:keeping_rule",
        *(
            f"concerns:{page}"
            for page in ("follow", "staff_form", "keep", "doors", "child", "worry", "unhappy", "receipt")
        ),
        "moved",
    }

    def __init__(self) -> None:
        self.cast = cast = people.cast()
        self.version = drafting.start_from_model(cast.school, by=cast.head, at=MONDAY)
        reviewing.send_for_review(self.version, by=cast.head, at=MONDAY)
        reviewing.approve(self.version, by=cast.chair, at=MONDAY)
        today = MONDAY.date()
        reviewing.publish(
            self.version,
            in_force_on=today,
            review_on=today + timedelta(days=365),
            review_every=12,
            by=cast.head,
            at=MONDAY,
        )
        clauses = [clause for clause in self.version.clauses.all() if "staff" in clause.audience]
        self.signature = signing.sign(
            self.version,
            audience=Audience.STAFF,
            clauses=clauses,
            accounts_private_on=today,
            by=cast.assistant,
            at=MONDAY,
        )
        self.draft = drafting.revise(self.version, by=cast.head, at=MONDAY)
        self.finding = findings_of(self.draft)[0]
        self.aside = RemovedClause.objects.create(version=self.draft, order=1, text="Words left over.", why="heading")
        self.proposal = proposals.propose_change(
            self.version.clauses.first(), new_wording="Better words.", reason="Clearer.", by=cast.assistant, at=MONDAY
        )
        self.appointment = appointments.propose_duty(
            cast.assistant, duty=Duty.DEPUTY_DSL, since_on=today, reason="Trained.", by=cast.head, at=MONDAY
        )
        self.departure = families.departed(cast)
        self.record_join = families.twice(cast.assistant, asked_by=cast.office)
        niece = people.pupil(cast.school, "Cleo", "Vale", MONDAY.date().replace(year=2017), cast.wrens)
        self.link = families.awaiting(cast.assistant, niece, declared_by=cast.assistant)
        self.intake = community.Intake.objects.create(school=cast.school, at=MONDAY, by=cast.office, files=["a.csv"])
        self.upload = community.DraftIntake.objects.create(
            school=cast.school,
            by=cast.office,
            at=MONDAY,
            names=["people.csv"],
            content=packing.packed({"people.csv": b"Ref,Forename,Surname\n1,Bo,Ash\n"}),
        )
        # Somebody else's. A made-up number would be the visitor's own where the database counts anew after a
        # rollback, as SQLite does and PostgreSQL does not.
        self.passkey = Authenticator.objects.create(
            user=people.person(cast.school, "Nell", "Frost", Duty.STAFF).account,
            type=Authenticator.Type.WEBAUTHN,
            data={"name": "My passkey", "credential": {}},
        )
        self.change, self.came_back = scene_sign_in.begin(cast)
        self.tie = scene_sign_in.entered_tie(cast)
        self.former_name = scene_sign_in.false_name(cast)
        self.holder = registers.name_holder(
            cast.teacher,
            account="@larkhollow",
            platform="instagram",
            platform_name="Instagram",
            since_on=today,
            by=cast.head,
            at=MONDAY,
        )
        self.exemption = registers.grant_exemption(
            cast.school,
            person=cast.pupil,
            covers="phone",
            reason="It checks her sugar.",
            from_on=today,
            until_on=today + timedelta(days=90),
            by=cast.head,
            at=MONDAY,
        )
        self.message = Message.objects.create(
            school=cast.school,
            person=cast.parent,
            kind="policy.ask",
            to=cast.parent.email,
            subject="Please read",
            body="Please read our policy.",
            made_at=MONDAY,
            state="failed",
            problem="No such address.",
        )

        self.concern = self._told()
        self.letter, self.draft_letter = self._letters()
        self._cases(cast)
        self._records()

    def _told(self) -> Concern:
        """A parent's worry in which a typed name may mean the office, read by the head and passed to a teacher."""
        cast, picture = self.cast, story.picture(shown=drawn())
        concern = story.outside(cast, names=("Mrs Barlow",), enclosures=(picture,), by=cast.parent)
        story.read(concern, cast.head)
        triage.pass_to_teacher(concern, teacher=cast.teacher, reason="Class.", by=cast.head, at=MONDAY)
        triage.look_at_evidence(concern.evidence.get(), by=cast.head, at=MONDAY)
        return concern

    def _letters(self) -> tuple[Letter, Letter]:
        """A letter about a pupil that went to the mother, and one that is written and not sent."""
        cast, at = self.cast, MONDAY
        cast.school.phone = "01632 960100"
        cast.school.save(update_fields=["phone"])
        people_in_it = [(cast.pupil, CasePart.ALLEGED)]
        case = opening.open_case(
            cast.school, procedure="underage", reason="A quarrel.", people=people_in_it, by=cast.head, at=at
        )
        given = {"how": "We asked the class."}
        steps.record_step(case, step="parts", outcome="named", given=given, seen=case.revision, by=cast.head, at=at)
        said = {"site": "WhatsApp", "what": "A quarrel.", "done": "We listen."}
        reader = f"{cast.pupil.pk}-{cast.parent.pk}"
        made = [
            Letter.objects.get(
                pk=letters.write_letter(case, kind="underage", reader=reader, written=said, by=cast.head, at=at)
            )
            for _ in range(2)
        ]
        letters.send_letter(case, letter=made[0], seen=letter_lines.seen(made[0]), by=cast.head, at=at)
        return made[0], made[1]

    def _cases(self, cast: people.Cast) -> None:
        """Bullying that one more person may read, and an adult's case that was opened in an emergency."""
        until = today = MONDAY.date()
        until += timedelta(days=5)
        self.case = case_story.bullying(cast)
        readers.grant(
            self.case,
            person=cast.assistant,
            reason="Sits beside her.",
            until=until,
            by=case_story.fresh(cast.dsl),
            at=MONDAY,
        )
        picture = story.picture(shown=drawn())
        kept = chronology.add_document(
            self.case,
            name=picture.name,
            content=picture.content,
            examined=picture.examined,
            title="The chat",
            by=case_story.fresh(cast.dsl),
            at=MONDAY,
        )
        self.document = self.case.documents.get(pk=kept)
        chronology.look_at_document(self.case, document=self.document, by=case_story.fresh(cast.dsl), at=MONDAY)
        self.consequence = Consequence.objects.create(
            case=self.case,
            person=cast.young_pupil,
            rung="education",
            clause="8.c.1",
            reason="He did not know.",
            starts_on=today,
            drafted_at=MONDAY,
            decided_at=MONDAY,
            decided_by=cast.dsl,
        )
        self.about_adult = case_story.adult(cast, cast.other_teacher)
        readers.open_in_emergency(
            cast.school,
            number=self.about_adult.number,
            reason="He has her class now.",
            by=case_story.fresh(cast.dsl),
            at=MONDAY,
        )
        approvals.ask_second(
            self.about_adult,
            what=What.GRANT,
            payload={"person": cast.assistant.pk, "until": until},
            reason="Works with him.",
            second=cast.deputy,
            by=case_story.fresh(cast.head),
            at=MONDAY,
        )

    def _records(self) -> None:
        """A closed case of the DSL's with a file for another school, a sealed answer, and a certificate."""
        cast = self.cast
        by = {"by": cast.dsl, "at": MONDAY}
        self.kept_concern = self._ended()
        self.with_name = opening.open_case(
            cast.school,
            procedure="cyberbullying",
            reason="Told by him.",
            people=[(cast.young_pupil, CasePart.HARMED)],
            names=[("Mrs Barlow", CasePart.ALLEGED)],
            by=cast.deputy_dsl,
            at=MONDAY,
        )
        case = opening.open_case(
            cast.school, procedure="cyberbullying", reason="Told by her.", people=[(cast.pupil, CasePart.HARMED)], **by
        )
        self.transfer = transfers.make_transfer(
            cast.pupil, **record_story.looked_through(cast.dsl, cast.pupil, [case]), **by
        )
        self.access_request = access_requests.open_access_request(
            cast.pupil, asked_by="Her mother", asked_on=MONDAY.date(), **by
        )
        for page in self.access_request.pages.all():
            access_requests.decide_page(page, decision="keep", reason="About her.", **by)
        access_requests.seal_answer(self.access_request, **by)
        Case.objects.filter(pk=case.pk).update(closed_at=MONDAY, closed_by=cast.dsl, outcome="closed")
        self.closed_case = case
        self.certificate = Certificate.objects.create(
            school=cast.school,
            record=uuid4(),
            record_class="child",
            digest="0" * 64,
            entries=3,
            files=1,
            due_on=MONDAY.date(),
            at=MONDAY,
            asked_by=cast.dsl,
            agreed_by=cast.head,
        )

    def _ended(self) -> Concern:
        """A concern with a picture that went into no case; the deputy is asked to agree to destroying it."""
        cast, picture = self.cast, story.picture(b"of a chat", shown=drawn())
        concern = story.staff(cast, about=[cast.pupil], enclosures=(picture,))
        story.read(concern, cast.dsl)
        outcomes.decide(concern, end=Outcome.NO_ACTION, reason="Settled.", by=cast.dsl, at=MONDAY)
        Disposal.objects.create(concern=concern, reason="Over.", asked_at=MONDAY, asked_by=cast.dsl, second=cast.deputy)
        return concern

    def address(self, name: str) -> str:
        return reverse(name, kwargs=self.ARGUMENTS[name](self) if name in self.ARGUMENTS else None)

    @staticmethod
    def needs_arguments(name: str) -> bool:
        try:
            reverse(name)
        except NoReverseMatch:
            return True
        return False
