"""Who may do what, and who may look at what: the one table.

A deed is named as its action is (`policy.publish`); a look is named `look.` and what is seen. Anything
that is not in the table is refused.
"""

from schoolgate.access.duties import EMPLOYED, GOVERNORS, LEADERS, OUTSIDERS, PEOPLE, SAFEGUARDING, Duty

_HEAD = frozenset({Duty.HEAD})
_OFFICE = LEADERS | {Duty.OFFICE}
_CONSOLE = frozenset({Duty.CONSOLE})
_CLOCK = frozenset({Duty.CLOCK})
_CLASS = LEADERS | {Duty.TEACHER}
_WRITERS = LEADERS | {Duty.DSL}
_TRIAGE = LEADERS | SAFEGUARDING | {Duty.CHAIR}
_READERS = EMPLOYED | GOVERNORS

TABLE: dict[str, frozenset[Duty]] = {
    # the school and its people
    "community.set_up_school": _CONSOLE,
    "community.edit_school": _OFFICE,
    "community.edit_dates": _OFFICE,
    "community.upload_people": _OFFICE,
    "community.name_columns": _OFFICE | _CONSOLE,
    "community.discard_upload": _OFFICE,
    "community.import_people": _OFFICE | _CONSOLE,
    "community.undo_import": _OFFICE,
    "community.add_person": _OFFICE | _CONSOLE,
    "community.edit_person": _OFFICE,
    "community.record_leaving": _OFFICE,
    "community.place_pupil": _OFFICE,
    "community.give_class": _OFFICE,
    "community.end_teaching": _OFFICE,
    "community.link_carer": _OFFICE,
    "community.end_care": _OFFICE,
    "community.give_duty": _HEAD | _CONSOLE,
    "community.end_duty": _HEAD,
    "community.declare_family_link": EMPLOYED,
    "community.decide_family_link": _HEAD | {Duty.CHAIR},
    "community.end_family_link": EMPLOYED,
    "community.invite": _OFFICE | {Duty.IT} | _CONSOLE,
    "community.accept_invitation": PEOPLE - {Duty.PUPIL},
    "community.open_pupil_session": _CLASS,
    "community.set_pictures": _CLASS,
    "community.change_class_code": _CLASS,
    # the document
    "policy.import_document": _WRITERS | _CONSOLE,
    "policy.start_from_model": _WRITERS | _CONSOLE,
    "policy.revise": _WRITERS,
    "policy.edit_clause": _WRITERS,
    "policy.add_clause": _WRITERS,
    "policy.move_clause": _WRITERS,
    "policy.remove_clause": _WRITERS,
    "policy.restore_text": _WRITERS,
    "policy.confirm_clauses": _WRITERS,
    "policy.send_for_review": _WRITERS,
    "policy.withdraw": _WRITERS,
    "policy.discard": _WRITERS,
    "policy.return_to_draft": GOVERNORS,
    "policy.approve": GOVERNORS,
    "policy.mark_wording_only": _HEAD,
    "policy.publish": _HEAD,
    "policy.set_review": LEADERS,
    "policy.propose_change": EMPLOYED,
    "policy.answer_proposal": _WRITERS,
    # the age register
    "policy.add_platform": _WRITERS,
    "policy.correct_platform": _WRITERS,
    "policy.close_platform": _WRITERS,
    "policy.import_register": _WRITERS,
    "policy.check_register": _WRITERS,
    # reading and signing
    "policy.sign": PEOPLE,
    "policy.agree_as_class": _CLASS,
    "policy.enter_paper_return": _OFFICE,
    # concerns: everyone may tell; of those who may read, each reads only what reaches them
    "concerns.tell": PEOPLE | OUTSIDERS,
    "concerns.reply": PEOPLE | OUTSIDERS,
    "concerns.see_answers": PEOPLE | OUTSIDERS,
    "concerns.read": _READERS,
    "concerns.add_addendum": _READERS,
    "concerns.add_step": _READERS,
    "concerns.attach_evidence": _READERS,
    "concerns.confirm_clause": _TRIAGE,
    "concerns.set_harm": _TRIAGE,
    "concerns.name_person": _TRIAGE,
    "concerns.not_meant": _TRIAGE,
    "concerns.say": _TRIAGE,
    "concerns.pass_to_teacher": _TRIAGE,
    "concerns.share": _TRIAGE,
    "concerns.link": _TRIAGE,
    "concerns.decide": _TRIAGE,
    "concerns.take_back": _TRIAGE,
    "concerns.finish": _TRIAGE,
    "concerns.escalate": _CLOCK,
    "concerns.note_failed_mail": _CLOCK,
    "concerns.tidy": _CLOCK,
    "concerns.save_draft": PEOPLE - {Duty.PUPIL},
    "concerns.drop_draft": PEOPLE - {Duty.PUPIL},
    "concerns.edit_settings": _HEAD | {Duty.DSL},
    "concerns.choose_trusted": _HEAD | {Duty.DSL},
    # letters and mail
    "post.send": _CLOCK | _OFFICE,
    "post.remind": _CLOCK | LEADERS | {Duty.OFFICE, Duty.DSL},
    "post.remind_of_review": _CLOCK,
    "post.remind_of_register": _CLOCK,
    "post.print_letters": _OFFICE,
    "post.try_again": _OFFICE,
    # looking
    "look.people": _OFFICE | SAFEGUARDING,
    "look.staff": EMPLOYED | {Duty.CHAIR},
    "look.classes": _CLASS | SAFEGUARDING | {Duty.OFFICE},
    "look.family_links": _HEAD | {Duty.DSL, Duty.CHAIR},
    "look.drafts": _WRITERS | GOVERNORS,
    "look.proposals": EMPLOYED | GOVERNORS,
    "look.register": EMPLOYED | GOVERNORS,
    "look.coverage": LEADERS | SAFEGUARDING | GOVERNORS | {Duty.OFFICE},
    "look.chase_list": _OFFICE | SAFEGUARDING,
    "look.outbox": _OFFICE,
    "look.concerns": _READERS,
    "look.people_to_name": _READERS,
    "look.poster": EMPLOYED,
    "look.trail": _HEAD | {Duty.CHAIR},
}
