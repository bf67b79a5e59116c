"""An invented school's document, with every awkward shape, written once."""

from __future__ import annotations

from schoolgate.engines.documents.tests.rendering import Piece

TITLE = "Phones and Messaging Policy"

SHAPES = (
    Piece("title", TITLE),
    Piece("contents", "Contents"),
    Piece("entry", "Why we have this policy", "1.", 2),
    Piece("entry", "Pupils and their phones", "2.", 2),
    Piece("entry", "Staff", "4.", 3),
    Piece("entry", "Looking back", "7.", 5),
    Piece("heading", "Why we have this policy", "1."),
    Piece(
        "paragraph",
        "Phones are part of nearly every family’s day, and a message sent in haste can hurt a child for a "
        "long time. Fernhill wants everybody to know where they stand.",
    ),
    Piece("paragraph", "With this policy we hope to see:"),
    Piece("bullet", "fewer arguments that begin on a phone and end in the playground;", "-"),
    Piece("bullet", "children who know whom to ask.", "-"),
    Piece(
        "paragraph",
        "The governors will read this policy every spring. Parents must be shown each new edition within ten "
        "school days.",
    ),
    Piece("heading", "Pupils and their phones", "2."),
    Piece("heading", "In the classroom:", "a.", 2),
    Piece("bullet", "Pupils must keep phones switched off and out of sight.", "-"),
    Piece("bullet", "A pupil may keep a phone at hand where the office has agreed to it:", "-"),
    Piece("bullet", "for a medical device that needs one", "*", 2),
    Piece("bullet", "for a child who looks after somebody at home", "*", 2),
    Piece("bullet", "No pupil may take a photograph of another person in school.", "-"),
    Piece("heading", "On the way home:", "b.", 2),
    Piece("number", "Pupils should message nobody while they cross a road.", "1."),
    Piece("number", "Pupils should wait for their grown-up inside the gate.", "2."),
    Piece("heading", "Staff", "4."),
    Piece(
        "paragraph",
        "Members of staff should leave their own phones in the staff room cupboard during lessons, unless "
        "the head teacher has agreed to something else beforehand.",
    ),
    Piece("picture", "A drawing of a cupboard with numbered shelves"),
    Piece("heading", "On trips", "1.", 2),
    Piece("paragraph", "The trip leader must carry the school’s own phone and must leave its number at the office."),
    Piece("bullet", "Staff should not give their own number to pupils.", "-"),
    Piece("heading", "At clubs", "2.", 2),
    Piece("paragraph", "Volunteers follow the same rules as staff."),
    Piece("lone", "", "5."),
    Piece("heading", "Advice for parents", level=2),
    Piece("bullet", "Parents should ring the office, not the child, before home time.", "-"),
    Piece("bullet", "It is good practice for parents to read class chats with their child.", "-"),
    Piece("heading", "When something goes wrong", level=2),
    Piece("paragraph", "Tell Priya Raman, who is the DSL, and keep what you have seen: do not send it on."),
    Piece("heading", "Looking back", "7."),
    Piece(
        "paragraph",
        "We ask pupils each summer what has worked and what has not, and we publish what they say beside the "
        "numbers of phones handed in, found and returned during the year.",
    ),
)

#: The place names that the shapes above must get, in order.
PLACES = (
    "1.1",
    "1.2.a",
    "1.2.b",
    "1.3",
    "1.4",
    "2.a.1",
    "2.a.2.a",
    "2.a.2.b",
    "2.a.3",
    "2.b.1",
    "2.b.2",
    "4.0.1",
    "4.1.1",
    "4.1.2",
    "4.2.1",
    "5.pa.1",
    "5.pa.2",
    "5.w.1",
    "7.1",
)
