"""Who has worked on a version."""

from schoolgate.policy.models import Author, Version


def add(version: Version, person_id: int | None) -> None:
    """Whoever changes a draft becomes one of its authors; a machine has no name to keep."""
    if person_id is not None:
        Author.objects.get_or_create(version=version, person_id=person_id)
