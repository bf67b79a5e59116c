"""Files of a management system, as tests write them."""

from schoolgate.community.actions.intakes import import_people
from schoolgate.community.intake import current, preparing
from schoolgate.engines.roster import parsing
from tests.cast import MONDAY

TODAY = MONDAY.date()
PUPILS = """kind,id,first name,last name,date of birth,class,year
pupil,P1,Rosa,Bell,2016-05-01,Kestrels,6
pupil,P2,Ivo,Bell,2019-02-03,Robins,1
"""
EVERYONE = """kind,id,first name,last name,date of birth,class,year,email,duties,children,relation
pupil,P1,Rosa,Bell,2016-05-01,Kestrels,6,,,,
pupil,P2,Ivo,Bell,2019-02-03,Robins,1,,,,
staff,S1,Nina,Frost,,Robins,,nina.frost@larkhollow.example,teacher,,
parent,C1,Ada,Bell,,,,ada.bell@example.org,,P1; P2,mother
governor,G1,Otto,Webb,,,,otto.webb@example.org,,,
"""


def read(school, text, name="people.csv"):
    known = current.known_pupils(school)
    return parsing.read([(name, text.encode())], known=known, today=TODAY)


def prepared(school, text, *, by=None, same=(), apart=(), on=TODAY, everyone=True):
    may_give = by is None or "head" in by.duties
    return preparing.prepare(
        school,
        read(school, text),
        on=on,
        may_give_duties=may_give,
        same=same,
        apart=apart,
        by_id=by.id if by else None,
        everyone=everyone,
    )


def imported(school, text, *, by, at=MONDAY, same=(), apart=(), everyone=True):
    """An import by somebody who has looked: they type how many leave."""
    ready = prepared(school, text, by=by, same=same, apart=apart, on=at.date(), everyone=everyone)
    return import_people(school, prepared=ready, files=["people.csv"], by=by, at=at, leaving=ready.leaving)
