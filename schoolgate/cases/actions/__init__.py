"""What may be done with a case, by whoever it reaches."""

from schoolgate.cases.actions.answering import decide_page, look_at_held, open_access_request, seal_answer
from schoolgate.cases.actions.chronicling import (
    add_addendum,
    add_contact,
    add_document,
    add_event,
    look_at_document,
    open_document_original,
)
from schoolgate.cases.actions.consequences import (
    draft_consequence,
    end_consequence,
    impose_consequence,
    review_consequence,
    tell_parents,
)
from schoolgate.cases.actions.deciding import decide_check, edit_settings, end_hold, hold
from schoolgate.cases.actions.handing import look_at_child, make_transfer, note_receipt
from schoolgate.cases.actions.keeping import (
    agree_disposal,
    ask_disposal,
    keep_concern,
    keep_longer,
    refuse_disposal,
    set_keeping,
)
from schoolgate.cases.actions.letters import (
    change_letter,
    drop_letter,
    edit_template,
    mark_printed,
    open_letter,
    restore_template,
    send_letter,
    write_letter,
)
from schoolgate.cases.actions.minding import expire, hand_on, remind, tidy
from schoolgate.cases.actions.opening import add_part, add_to_case, link, not_meant, open_case, set_facts
from schoolgate.cases.actions.reading import break_glass, end_grant, grant, look, note_glass
from schoolgate.cases.actions.steps import assign, close, do_step, reopen, skip_step
from schoolgate.cases.actions.two import ask_second, confirm_second, refuse_second

__all__ = [
    "add_addendum",
    "add_contact",
    "add_document",
    "add_event",
    "add_part",
    "add_to_case",
    "agree_disposal",
    "ask_disposal",
    "ask_second",
    "assign",
    "break_glass",
    "change_letter",
    "close",
    "confirm_second",
    "decide_check",
    "decide_page",
    "do_step",
    "draft_consequence",
    "drop_letter",
    "edit_settings",
    "edit_template",
    "end_consequence",
    "end_grant",
    "end_hold",
    "expire",
    "grant",
    "hand_on",
    "hold",
    "impose_consequence",
    "keep_concern",
    "keep_longer",
    "link",
    "look",
    "look_at_child",
    "look_at_document",
    "look_at_held",
    "make_transfer",
    "mark_printed",
    "not_meant",
    "note_glass",
    "note_receipt",
    "open_access_request",
    "open_case",
    "open_document_original",
    "open_letter",
    "refuse_disposal",
    "refuse_second",
    "remind",
    "reopen",
    "restore_template",
    "review_consequence",
    "seal_answer",
    "send_letter",
    "set_facts",
    "set_keeping",
    "skip_step",
    "tell_parents",
    "tidy",
    "write_letter",
]
