"""What a person may do with the document: draft, review, approve, publish, propose, sign, keep the age register."""

from schoolgate.policy.actions.ages import (
    add_platform,
    check_register,
    close_platform,
    correct_platform,
    import_register,
)
from schoolgate.policy.actions.asking import count_answer
from schoolgate.policy.actions.drafting import (
    add_clause,
    confirm_clauses,
    discard,
    edit_clause,
    import_document,
    move_clause,
    remove_clause,
    restore_text,
    revise,
    set_parameters,
    start_from_model,
)
from schoolgate.policy.actions.findings import accept_finding, reopen_finding
from schoolgate.policy.actions.proposals import answer_proposal, propose_change
from schoolgate.policy.actions.registers import end_exemption, end_holder, grant_exemption, name_holder
from schoolgate.policy.actions.reviewing import (
    approve,
    mark_wording_only,
    publish,
    return_to_draft,
    send_for_review,
    set_review,
    withdraw,
)
from schoolgate.policy.actions.signing import agree_as_class, enter_paper_return, sign

__all__ = [
    "accept_finding",
    "add_clause",
    "add_platform",
    "agree_as_class",
    "answer_proposal",
    "approve",
    "check_register",
    "close_platform",
    "confirm_clauses",
    "correct_platform",
    "count_answer",
    "discard",
    "edit_clause",
    "end_exemption",
    "end_holder",
    "enter_paper_return",
    "grant_exemption",
    "import_document",
    "import_register",
    "mark_wording_only",
    "move_clause",
    "name_holder",
    "propose_change",
    "publish",
    "remove_clause",
    "reopen_finding",
    "restore_text",
    "return_to_draft",
    "revise",
    "send_for_review",
    "set_parameters",
    "set_review",
    "sign",
    "start_from_model",
    "withdraw",
]
