from schoolgate.cases.tests import letters, story
from tests.shared_rows import shared


@shared
def underage(cast):
    """An under-age case that has come to its letters."""
    letters.reachable(cast)
    return letters.underage(cast)


@shared
def letter(cast, underage):
    """A draft to Maya's mother, who signs in."""
    return letters.to_priya(cast, underage)


@shared
def sent(cast, letter):
    """The letter to Maya's mother, sent."""
    return letters.send(letter, cast.head)


@shared
def suspended(cast):
    """An allegation in which the letter about the suspension is to be written."""
    case = story.adult(cast)
    return story.walk(case, cast.head, {"answer": "meets", "suspension": "suspend"}, until="letter", other=cast.chair)


@shared
def to_parents(cast):
    """A bullying case that has come to telling the parents."""
    letters.reachable(cast)
    return letters.bullying(cast)
