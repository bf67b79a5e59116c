"""The generated page of letters: each kind, for which steps, who reads it, what is asked and what it must say."""

from collections.abc import Iterator

from schoolgate.cases import letters
from schoolgate.cases.letters import READERS, LetterKind, merging
from schoolgate.engines.procedures import PROCEDURES
from schoolgate.engines.procedures.schema import Step


def page() -> str:
    return "\n".join((*_head(), *(line for kind in letters.kinds().values() for line in _kind(kind)))) + "\n"


def _head() -> Iterator[str]:
    yield "# Letters\n"
    yield (
        "A letter is written from the words of its kind, which a school may change and take back. Nothing goes before it "
        "was looked at. It is held back while a field is empty or stands for nothing, while it names somebody whom its "
        "reader must not hear of, and until the procedure has come to one of its steps. Once it went it never changes.\n"
    )
    yield "## Fields that fill themselves in\n"
    yield "| field | what it is |"
    yield "|---|---|"
    yield from (f"| `{{{name}}}` | {words} |" for name, words in merging.FIELDS.items())
    yield ""


def _kind(kind: LetterKind) -> Iterator[str]:
    yield f"## {kind.name}\n"
    yield f"`{kind.id}`, clause {kind.clause}. For: {_reader(kind)}.\n"
    if kind.authorised:
        yield "Written and sent only by whoever the employer has authorised.\n"
    for id, steps in kind.steps.items():
        procedure = PROCEDURES[id]
        titles = ", ".join(_step(procedure.step(step), kind) for step in steps)
        yield f"- {procedure.name}: {titles}"
    yield ""
    yield "| asked of whoever writes | must be in the words |"
    yield "|---|---|"
    yield from (f"| {ask.label} | {'yes' if ask.name in kind.needs else ''} |" for ask in kind.asks)
    known = [name for name in kind.needs if name in merging.FIELDS]
    yield from (f"| (from the records) {merging.FIELDS[name]} | yes |" for name in known)
    yield ""


def _step(step: Step, kind: LetterKind) -> str:
    return f"“{step.title}”{'' if kind.id in step.letters else ' (beside it)'}"


def _reader(kind: LetterKind) -> str:
    words = READERS[kind.reader]
    return words[:1].lower() + words[1:]
