"""The words of the mail about a letter: that one waits, and never from which case, about what or about whom."""

from schoolgate import pages
from schoolgate.community.models import Person
from schoolgate.post import rules
from schoolgate.post.rules import Letter

KIND = f"{rules.PRIVATE}.letter"
SUBJECT = "A letter is waiting for you in Schoolgate"
PLACE = "letters/"
"""Where the link in the mail leads; the page of that address is `letters:mine`."""

TRIED_KIND = f"{rules.PRIVATE}.case"
TRIED = "Wrong case numbers were entered in Schoolgate"
TRIED_WORDS = (
    "{who} has entered {many} wrong case numbers on the page “Open a case in an emergency”, within {time}. {until}\n\n"
    "Ask them why. If you do not believe the answer, speak to the chair of governors or the local authority (LADO)."
)
WITHIN = {
    "hour": ("an hour", "The page opens nothing for them until an hour has passed without a wrong number."),
    "day": ("a day", "The page opens nothing for them by number for 24 hours after the wrong numbers."),
}


def numbers_tried(to: Person, who: Person, many: int, time: str) -> Letter:
    """To the head, or about the head to the chair: that somebody seems to guess numbers of cases."""
    within, until = WITHIN[time]
    words = TRIED_WORDS.format(who=who, many=many, time=within, until=until)
    return Letter(to.pk, to.email, TRIED_KIND, TRIED, f"{words}\n\n{pages.address()}/\n")


def letter_waits(person: Person) -> Letter:
    """To somebody who signs in to read a letter; the link is the same for every letter and everybody."""
    words = f"{SUBJECT}. Sign in to read it.\n\n{pages.address()}/{PLACE}\n"
    return Letter(person.pk, person.email, KIND, SUBJECT, words)
