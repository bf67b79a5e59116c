"""What a platform was on a day: the way from rulings to the age register."""

from datetime import date

from schoolgate.engines import ages
from schoolgate.engines.ages import book as engine_book
from schoolgate.engines.rulings.facts import Platform


class Unknown(ValueError):
    """There is no such platform; the words name the nearest ones."""


def platform(id: str, on: date, book: engine_book.Register | None = None) -> Platform:
    """What is known of a platform for a day; `Unknown`, with the nearest names, where there is none.

    `book` is a school's own register; without one it is the register that ships with Schoolgate.
    """
    book = book or ages.shipped()
    try:
        standing = book.limit(_bare(id), on).standing
    except engine_book.Unknown as unknown:
        raise Unknown(str(unknown)) from None
    return Platform(
        id=standing.id,
        name=standing.name,
        social=standing.social,
        minimum_age=standing.minimum_age,
        age_known=standing.age_known,
        route=standing.route,
        site_rule=standing.site_rule,
    )


def _bare(id: str) -> str:
    return id.strip().casefold().replace(" ", "_").replace("-", "_")
