"""The dated age register: from which age each platform may be used, since when, and how sure that is.

    >>> from datetime import date
    >>> shipped().limit("whatsapp", date(2023, 4, 15)).minimum_age
    16

Plain Python over the tables in `data/`; a school's own changes are merged by `changes.merged`.
"""

import functools
from datetime import date
from importlib import resources

from schoolgate.engines.ages.book import Register
from schoolgate.engines.ages.files import read_register
from schoolgate.engines.ages.shapes import Standing


@functools.cache
def shipped() -> Register:
    """The register that comes with Schoolgate."""
    folder = resources.files(__name__) / "data"
    names = ("ages.csv", "platforms.csv", "domains.csv", "law.csv")
    return read_register(*((folder / name).read_text("utf-8") for name in names))


def platform_on(id: str, on: date) -> Standing:
    """What the shipped register knows of a platform on a day, as the rulings ask it; `Unknown` for no such id."""
    return shipped().limit(id, on).standing
