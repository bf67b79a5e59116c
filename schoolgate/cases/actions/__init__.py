"""What may be done with a case, by whoever it reaches."""

from schoolgate.cases.actions.chronicling import add_addendum, add_contact, add_document, add_event
from schoolgate.cases.actions.consequences import (
    draft_consequence,
    end_consequence,
    impose_consequence,
    review_consequence,
    tell_parents,
)
from schoolgate.cases.actions.deciding import decide_check, edit_settings, end_hold, hold
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
from schoolgate.cases.actions.opening import add_part, add_to_case, link, open_case, set_facts
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
    "ask_second",
    "assign",
    "break_glass",
    "change_letter",
    "close",
    "confirm_second",
    "decide_check",
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
    "link",
    "look",
    "mark_printed",
    "note_glass",
    "open_case",
    "open_letter",
    "refuse_second",
    "remind",
    "reopen",
    "restore_template",
    "review_consequence",
    "send_letter",
    "set_facts",
    "skip_step",
    "tell_parents",
    "tidy",
    "write_letter",
]
