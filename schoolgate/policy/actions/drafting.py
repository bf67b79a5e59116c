"""What those who write the document do: bring it in, put it right clause by clause, put it away."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import models

from schoolgate import access
from schoolgate.action import action
from schoolgate.broken import Broken
from schoolgate.community.models import School
from schoolgate.engines import model_policy
from schoolgate.engines.documents import words
from schoolgate.engines.documents.matching import suggest
from schoolgate.engines.documents.shapes import ParsedDocument, ReadClause
from schoolgate.engines.model_policy import reader
from schoolgate.policy import parameters, rules
from schoolgate.policy.actions import authors
from schoolgate.policy.models import Clause, RemovedClause, Version
from schoolgate.policy.queries import drafting, reach
from schoolgate.policy.rules import Stage

EDITABLE = frozenset(
    {"place", "section", "text", "audience", "strength", "model", "similarity", "group", "gloss", "child", "picture"}
)


@action("policy.import_document", clause="9.2")
def import_document(
    school: School, *, reading: ParsedDocument, source_name: str, source_digest: str, by: access.Someone, at: datetime
) -> Version:
    """Starts a draft from the school's own document: every sentence in a clause or set aside."""
    version = _new_draft(
        school,
        title=reading.title or "Social media and networking policy",
        by=by,
        at=at,
        source_name=source_name,
        source_digest=source_digest,
    )
    if version.based_on:
        version.parameters = version.based_on.parameters
        version.save()
    suggestions = suggest(reading.clauses, model_policy.clauses())
    clauses = [
        _clause_read(version, order, read, model, similarity)
        for order, (read, (model, similarity)) in enumerate(zip(reading.clauses, suggestions, strict=True), 1)
    ]
    if version.based_on:
        _keep_keys(clauses, list(version.based_on.clauses.all()))
    Clause.objects.bulk_create(clauses)
    RemovedClause.objects.bulk_create(
        RemovedClause(version=version, order=order, text=aside.text, why=aside.why[:120])
        for order, aside in enumerate(reading.set_aside, 1)
    )
    return version


@action("policy.start_from_model")
def start_from_model(school: School, *, by: access.Someone, at: datetime) -> Version:
    """Starts a draft from our model policy, every clause linked to itself."""
    version = _new_draft(school, title=model_policy.title(), by=by, at=at, source_name="", source_digest="")
    Clause.objects.bulk_create(
        Clause(
            version=version,
            order=order,
            place=clause.id,
            section=clause.section,
            text=clause.text,
            audience=list(clause.audience),
            strength=clause.strength,
            model=clause.id,
            similarity=1,
            confirmed=True,
            **_words_of_model(clause),
        )
        for order, clause in enumerate(model_policy.clauses(), 1)
    )
    return version


@action("policy.revise", clause="9.2")
def revise(version: Version, *, by: access.Someone, at: datetime) -> Version:
    """Starts the next draft as a copy of a published version, clause keys kept."""
    if version.stage != Stage.PUBLISHED:
        raise Broken("Only a published version can be revised; this one can still be edited itself.")
    draft = _new_draft(version, title=version.title, by=by, at=at, source_name="", source_digest="")
    draft.parameters = version.parameters
    draft.save()
    copies = list(version.clauses.all())
    for clause in copies:
        clause.pk, clause.version, clause.wording_only, clause.edited_by = None, draft, False, None
    Clause.objects.bulk_create(copies)
    return draft


@action("policy.edit_clause", clause="9.2")
def edit_clause(clause: Clause, /, *, by: access.Someone, at: datetime, **fields: object) -> Clause:
    """Changes a clause of a draft: words, audience, strength, group, link to the model, plain wording."""
    _check_draft(clause.version)
    if fields.get("place", clause.place) != clause.place:
        _check_place(clause.version, str(fields["place"]))
    for name, value in _with_words_of_model(clause, fields).items():
        setattr(clause, _editable(name), value)
    clause.confirmed, clause.edited_by_id = True, by.id
    clause.save()
    authors.add(clause.version, by.id)
    return clause


@action("policy.add_clause", clause="9.2")
def add_clause(
    version: Version, /, *, after: Clause | None, place: str, by: access.Someone, at: datetime, **fields: object
) -> Clause:
    """Puts a new clause into a draft, after another one or at the beginning."""
    _check_draft(version)
    clause = Clause(version=version, place=place, confirmed=True, edited_by_id=by.id)
    for name, value in _with_words_of_model(clause, fields).items():
        setattr(clause, _editable(name), value)
    return _inserted(clause, after, by)


@action("policy.move_clause", clause="9.2")
def move_clause(clause: Clause, *, after: Clause | None, by: access.Someone, at: datetime) -> Clause:
    """Puts a clause of a draft after another one or at the beginning; its place name and words stay."""
    version = clause.version
    _check_draft(version)
    clauses = list(version.clauses.all())
    order = rules.moved([each_clause.pk for each_clause in clauses], clause.pk, after.pk if after else None)
    for other in clauses:
        other.order = order.index(other.pk) + 1
    Clause.objects.bulk_update(clauses, ["order"])
    authors.add(version, by.id)
    clause.refresh_from_db(fields=["order"])
    return clause


@action("policy.remove_clause", clause="9.2")
def remove_clause(clause: Clause, *, by: access.Someone, at: datetime) -> Version:
    """Takes a clause out of a draft; its words stay in view among those set aside."""
    version = clause.version
    _check_draft(version)
    last = version.set_aside.aggregate(last=models.Max("order"))["last"] or 0
    RemovedClause.objects.create(
        version=version, order=last + 1, text=clause.text, why=f"taken out (was {clause.place})"
    )
    clause.delete()
    authors.add(version, by.id)
    return version


@action("policy.restore_text", clause="9.2")
def restore_text(aside: RemovedClause, *, place: str, after: Clause | None, by: access.Someone, at: datetime) -> Clause:
    """Makes a clause of words that were set aside, after another one or at the beginning, to be confirmed."""
    version = aside.version
    _check_draft(version)
    section = after.section if after else ""
    read = ReadClause(
        place=place,
        text=aside.text,
        section=section,
        audience=words.audience(aside.text, (section,)),
        strength=words.strength(aside.text, (section,)),
    )
    clause = _clause_read(version, 0, read, *suggest([read], model_policy.clauses())[0])
    clause.edited_by_id = by.id
    aside.delete()
    return _inserted(clause, after, by)


@action("policy.confirm_clauses", clause="9.2")
def confirm_clauses(version: Version, *, clauses: Sequence[int], by: access.Someone, at: datetime) -> Version:
    """Says of some clauses, or of all at once, that what the reader suggests is right."""
    _check_draft(version)
    chosen = list(version.clauses.filter(pk__in=clauses))
    for clause in chosen:
        clause.confirmed = True
    Clause.objects.bulk_update(chosen, ["confirmed"])
    authors.add(version, by.id)
    return version


@action("policy.set_parameters", clause="9.2")
def set_parameters(version: Version, /, *, by: access.Someone, at: datetime, **chosen: object) -> Version:
    """Chooses what the rules of a draft count with; whoever signed a clause that it changes is asked again."""
    _check_draft(version)
    try:
        version.parameters = parameters.own(parameters.read({**version.parameters, **chosen}))
    except ValueError as error:
        raise Broken(f"{error}") from error
    version.save()
    authors.add(version, by.id)
    return version


@action("policy.discard", clause="9.2")
def discard(version: Version, *, by: access.Someone, at: datetime) -> Version:
    """Puts a draft away; it stays readable to its authors."""
    rules.check_move(Stage(version.stage), Stage.DISCARDED)
    version.stage = Stage.DISCARDED.value
    version.save()
    return version


# ---- parts


def _new_draft(
    start: School | Version, *, title: str, by: access.Someone, at: datetime, source_name: str, source_digest: str
) -> Version:
    school_id = start.school_id
    if reach.open_draft(school_id):
        raise Broken("There is already a draft. Finish it or discard it before you start another.")
    last = Version.objects.filter(school=school_id).aggregate(last=models.Max("number"))["last"] or 0
    version = Version.objects.create(
        school_id=school_id,
        number=last + 1,
        title=title[:200],
        made_at=at,
        made_by_id=by.id,
        based_on=start if isinstance(start, Version) else reach.last_published(school_id),
        source_name=source_name[:200],
        source_digest=source_digest,
    )
    authors.add(version, by.id)
    return version


def _inserted(clause: Clause, after: Clause | None, by: access.Someone) -> Clause:
    version = clause.version
    _check_place(version, clause.place)
    if after and after.version_id != version.pk:
        raise Broken("Choose a clause of this draft to put it after.")
    clause.order = after.order + 1 if after else 1
    version.clauses.filter(order__gte=clause.order).update(order=models.F("order") + 1)
    clause.save(force_insert=True)
    authors.add(version, by.id)
    return clause


def _with_words_of_model(clause: Clause, fields: Mapping[str, object]) -> dict[str, object]:
    """With another model clause come its group and plain words, where the author has no others."""
    model = str(fields.get("model", clause.model))
    if model == clause.model:
        return dict(fields)
    ours = _words_of_model(model_policy.clause(model)) if model else {}
    untouched = {
        name: word for name, word in ours.items() if fields.get(name, getattr(clause, name)) == getattr(clause, name)
    }
    # Nobody measured how alike they are: the author has said so.
    return {**fields, **untouched, "similarity": 0}


def _editable(name: str) -> str:
    if name not in EDITABLE:
        raise TypeError(f"a clause has no {name} to edit")
    return name


def _check_place(version: Version, place: str) -> None:
    if version.clauses.filter(place=place).exists():
        raise Broken(f"There is already a clause {place}. Give this one another place name.")


def _clause_read(version: Version, order: int, read: Any, model: str | None, similarity: float) -> Clause:
    # Our plain words stand in for the school's own only where both say the same: pupils agree to what they read.
    says_the_same = similarity >= drafting.FAIR
    return Clause(
        version=version,
        order=order,
        place=read.place,
        section=read.section[:200],
        text=read.text,
        audience=list(read.audience),
        strength=read.strength,
        model=model or "",
        similarity=similarity,
        **(_words_of_model(model_policy.clause(model)) if model and says_the_same else {}),
    )


def _words_of_model(clause: reader.PackClause) -> dict[str, str]:
    return {"group": clause.group, "gloss": clause.gloss, "child": clause.child, "picture": clause.picture}


def _keep_keys(clauses: list[Clause], before: list[Clause]) -> None:
    """Gives an imported clause the key of the clause it continues: the same words, else the same place."""
    by_words = {rules.bare(clause.text): clause for clause in before}
    by_place = {clause.place: clause for clause in before}
    taken = set()
    for match_by in ("words", "place"):
        for clause in clauses:
            match = by_words.get(rules.bare(clause.text)) if match_by == "words" else by_place.get(clause.place)
            if match and match.key not in taken and clause.key not in taken:
                clause.key = match.key
                taken.add(match.key)


def _check_draft(version: Version) -> None:
    rules.check_editable(Stage(version.stage))
