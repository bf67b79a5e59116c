"""The words of the mail about a letter: that one waits, and never from which case, about what or about whom."""

from schoolgate import pages
from schoolgate.community.models import Person
from schoolgate.post import rules
from schoolgate.post.rules import Letter

KIND = f"{rules.PRIVATE}.letter"
SUBJECT = "A letter is waiting for you in Schoolgate"
PLACE = "letters/"
"""Where the link in the mail leads; the page of that address is `letters:mine`."""


def letter_waits(person: Person) -> Letter:
    """To somebody who signs in to read a letter; the link is the same for every letter and everybody."""
    words = f"{SUBJECT}. Sign in to read it.\n\n{pages.address()}/{PLACE}\n"
    return Letter(person.pk, person.email, KIND, SUBJECT, words)
