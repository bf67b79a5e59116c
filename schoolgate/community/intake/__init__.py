"""Taking in what the management system says: who is on record, what changes, and the way back."""

from schoolgate.community.intake.applying import Applied, apply
from schoolgate.community.intake.current import current_roll, known_pupils
from schoolgate.community.intake.packing import packed, unpacked
from schoolgate.community.intake.preparing import Prepared, Same, prepare
from schoolgate.community.intake.sheets import Asked, asked, digest_of, first_unclear, read, sheets_of
from schoolgate.community.intake.undoing import undo
from schoolgate.community.intake.watching import Progress, watched

__all__ = [
    "Applied",
    "Asked",
    "Prepared",
    "Progress",
    "Same",
    "apply",
    "asked",
    "current_roll",
    "digest_of",
    "first_unclear",
    "known_pupils",
    "packed",
    "prepare",
    "read",
    "sheets_of",
    "undo",
    "unpacked",
    "watched",
]
