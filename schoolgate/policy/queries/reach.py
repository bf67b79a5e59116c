"""What someone may know of the document; the parts every other module of this folder builds on."""

from datetime import date

from django.db.models import QuerySet

from schoolgate import access
from schoolgate.community.models import Person
from schoolgate.community.queries import school
from schoolgate.pages import or_404
from schoolgate.policy.models import Clause, Version
from schoolgate.policy.rules import Stage

OPEN = (Stage.DRAFT.value, Stage.IN_REVIEW.value, Stage.APPROVED.value)


def last_published(school_id: int) -> Version | None:
    """The newest published version: the one people are asked to sign, in force now or soon."""
    return Version.objects.filter(school=school_id, stage=Stage.PUBLISHED.value).order_by("-number").first()


def in_force(school_id: int, on: date) -> Version | None:
    """The version in force on that day."""
    published = Version.objects.filter(school=school_id, stage=Stage.PUBLISHED.value, in_force_on__lte=on)
    return published.order_by("-in_force_on", "-number").first()


def open_draft(school_id: int) -> Version | None:
    """The one version that is being worked on: in draft, in review or approved."""
    return Version.objects.filter(school=school_id, stage__in=OPEN).first()


def authors_of(version: Version) -> set[int]:
    """Everyone who has worked on this version since it was begun."""
    return set(version.authors.values_list("person", flat=True))


def officers_of(version: Version, on: date) -> dict[str, str]:
    """Who holds the duties named in the document, on that day."""
    return school.officers(version.school, on)


def visible_to(person: Person) -> QuerySet[Version]:
    """Published versions for everyone of the school; drafts for those who write and approve."""
    versions = Version.objects.filter(school=person.school_id)
    return versions if access.may(person, "look.drafts") else versions.filter(stage=Stage.PUBLISHED.value)


def version_for(person: Person, id: int, *, to_change: bool = False) -> Version:
    """One version this person may see; not there and not theirs are the same 404."""
    versions = visible_to(person)
    if to_change:
        versions = versions.select_for_update()
    return or_404(versions.filter(pk=id).first())


def clause_for(person: Person, id: int) -> Clause:
    """One clause of a version this person may see."""
    return or_404(Clause.objects.filter(version__in=visible_to(person), pk=id).select_related("version").first())
