"""What anyone may tell, and what those whom it reaches may do with it."""

from schoolgate.concerns.actions.drafts import choose_trusted, drop_draft, edit_settings, save_draft
from schoolgate.concerns.actions.keeping import KEPT_FOR, forget_kept, keep_files, let_go
from schoolgate.concerns.actions.minding import escalate, note_failed_mail, tidy
from schoolgate.concerns.actions.reading import (
    add_addendum,
    add_step,
    attach_evidence,
    confirm_clause,
    confirm_scope,
    link,
    look_at_evidence,
    name_person,
    not_meant,
    open_original,
    pass_to_teacher,
    read,
    say,
    set_harm,
    share,
)
from schoolgate.concerns.actions.telling import reply, see_answers, tell
from schoolgate.concerns.actions.triage import decide, finish, take_back

__all__ = [
    "KEPT_FOR",
    "add_addendum",
    "add_step",
    "attach_evidence",
    "choose_trusted",
    "confirm_clause",
    "confirm_scope",
    "decide",
    "drop_draft",
    "edit_settings",
    "escalate",
    "finish",
    "forget_kept",
    "keep_files",
    "let_go",
    "link",
    "look_at_evidence",
    "name_person",
    "not_meant",
    "note_failed_mail",
    "open_original",
    "pass_to_teacher",
    "read",
    "reply",
    "save_draft",
    "say",
    "see_answers",
    "set_harm",
    "share",
    "take_back",
    "tell",
    "tidy",
]
