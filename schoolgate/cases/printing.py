"""A letter of a case on paper: what the document says, as it is kept when it is sent."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from schoolgate.cases import letters
from schoolgate.cases.letters import Reader, shaping
from schoolgate.cases.models.papers import Letter
from schoolgate.community.models import School
from schoolgate.design import paper

MARK = "Private and confidential"


DRAFT = "Draft, not sent"


def letter(of: Letter, signed: Sequence[str], on: date) -> bytes:
    """The letter as a tagged PDF, with the head of the school and whoever signs it."""
    return paper.pdf("case-letter", _data(of, signed, on, ""), title=of.title)


def draft(of: Letter, signed: Sequence[str], on: date) -> bytes:
    """The same as it would look, marked on every page as a draft."""
    return paper.pdf("case-letter", _data(of, signed, on, DRAFT), title=f"Draft: {of.title}")


def _data(of: Letter, signed: Sequence[str], on: date, draft: str) -> dict[str, object]:
    school: School = of.case.school
    to = [str(of.to), *of.to.address.splitlines()] if of.to else of.to_name.splitlines()
    return {
        "school": school.name,
        "address": school.address.splitlines(),
        "phone": school.phone,
        "email": school.email,
        "date": f"{on:%-d %B %Y}",
        "number": of.number,
        "to": to,
        "mark": MARK,
        "draft": draft,
        "subject": of.title,
        "closing": "Yours sincerely",
        "signed": [*signed, school.name] if _is_signed(of) else [],
        "blocks": [asdict(block) for block in shaping.blocks(of.words)],
    }


def _is_signed(of: Letter) -> bool:
    """A referral is a form that says who sends it."""
    return letters.kind(of.kind).reader is not Reader.LADO
