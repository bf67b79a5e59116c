"""Writes the reference page of procedures, consequences and the head's checks from the data."""

from collections.abc import Iterator

from schoolgate.cases import letters
from schoolgate.engines.procedures import PROCEDURES, checks, consequences
from schoolgate.engines.procedures.clocks import OPENED, Clock
from schoolgate.engines.procedures.diagrams import diagram, in_words
from schoolgate.engines.procedures.schema import AUTHORISED, DEEDS, LEAD, PARTS, Procedure, Step

HEAD = """# Procedures

This page is generated: change the files in `schoolgate/engines/procedures`, not this one.

A case is led through one of these, step by step. Green steps keep a child safe, and nothing ever holds them back. Yellow
ones are gates: what they hold back is not done before them. Dashed ones are there if they are wanted. Solid arrows are
order, dotted ones say on which answer a step hangs, thick ones lead from a gate to what it holds back. Whoever runs the
case does a step where nobody else is named. Nobody acts in a case about themselves, and about the head it is the chair
who runs it. Deadlines count on the school's calendar; a number in the last column is a head's check, listed at the end.
"""


def page() -> str:
    """The whole page as Markdown, with a line break at its end."""
    parts = [HEAD, *_contents()]
    for procedure in PROCEDURES.values():
        parts += _procedure(procedure)
    return "\n".join((*parts, *_ladder(), *_checks()))


def _contents() -> Iterator[str]:
    for procedure in PROCEDURES.values():
        yield f"- [{procedure.name}](#{_anchor(procedure.name)}) ({procedure.clause})"
    yield ""


def _anchor(name: str) -> str:
    kept = "".join(letter for letter in name.lower() if letter.isalnum() or letter in " -")
    return kept.replace(" ", "-")


def _procedure(procedure: Procedure) -> Iterator[str]:
    yield f"## {procedure.name}\n"
    runs = ", else ".join(procedure.lead_duty)
    yield f"Clause {procedure.clause}. About {procedure.about}. Run by: {runs}.\n"
    yield from (f"Never in such a case: {DEEDS[deed]}. {why}\n" for deed, why in procedure.never.items())
    yield f"```mermaid\n{diagram(procedure)}```\n"
    yield "| Step | Clause | Who | Due | When | Checks |"
    yield "|---|---|---|---|---|---|"
    yield from (_row(procedure, step) for step in procedure.steps)
    yield ""
    for step in procedure.steps:
        yield from _in_full(procedure, step)


def _row(procedure: Procedure, step: Step) -> str:
    cells = (
        step.title,
        step.clause,
        _who(step),
        _due(procedure, step.due),
        in_words(step.when, procedure) or "always",
        ", ".join(str(number) for number in step.legal),
    )
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"


def _who(step: Step) -> str:
    words = {LEAD: "whoever runs it", AUTHORISED: "the authorised person"}
    return ", ".join(sorted(words.get(duty, duty) for duty in step.who))


def _due(procedure: Procedure, clock: Clock | None) -> str:
    if clock is None:
        return ""
    since = "" if clock.since == OPENED else f" (from “{procedure.step(clock.since).title}”)"
    return clock.words() + since


def _in_full(procedure: Procedure, step: Step) -> Iterator[str]:
    yield f"**{step.title}** ({step.clause}). {step.script}"
    yield from (f"- {line}" for line in _details(procedure, step))
    yield ""


def _details(procedure: Procedure, step: Step) -> Iterator[str]:
    if step.each:
        yield "for each child who " + ", or who ".join(PARTS[part] for part in PARTS if part in step.each)
    if step.after:
        yield "after: " + ", ".join(f"“{procedure.step(name).title}”" for name in step.after)
    if step.outcomes:
        yield "answers: " + " / ".join(outcome.words for outcome in step.outcomes)
    if step.needs:
        yield "to be given: " + "; ".join(need.label for need in step.needs)
    if step.letters:
        yield "done by letter, or another way that is said: " + _kinds(step.letters)
    if step.beside:
        yield "a letter that may go with it: " + _kinds(step.beside)
    if step.blocks:
        yield "until it is done: no " + ", no ".join(
            DEEDS[deed].removeprefix("any ") for deed in DEEDS if deed in step.blocks
        )
    if step.stops:
        yield "from then on in this case: no " + ", no ".join(
            DEEDS[deed].removeprefix("any ") for deed in DEEDS if deed in step.stops
        )
    if step.despite:
        yield "may be done before: " + ", ".join(f"“{procedure.step(name).title}”" for name in step.despite)
    yield from _marks(step)


def _kinds(ids: tuple[str, ...]) -> str:
    return ", ".join(f"“{letters.kind(id).name}”" for id in ids)


def _marks(step: Step) -> Iterator[str]:
    marks = (
        (step.safety, "keeps a child safe: always open"),
        (step.optional, "not needed for closing"),
        (step.may_skip, "can be left out with a reason"),
        (step.again, "can be done again"),
    )
    yield from (words for holds, words in marks if holds)


def _ladder() -> Iterator[str]:
    yield "## The ladder of consequences\n"
    yield "| Consequence | Clause | For | Decided by | Others see | Checks |"
    yield "|---|---|---|---|---|---|"
    for item in consequences.LADDER.values():
        who = ", ".join(sorted("the authorised person" if duty == AUTHORISED else duty for duty in item.who))
        numbers = ", ".join(str(number) for number in item.legal)
        yield f"| {item.name} | {item.clause} | {item.whom} | {who} | {item.shown_as or 'nothing'} | {numbers} |"
    yield ""
    yield (
        f"A suspension is counted in school days: above {consequences.LONGEST_AT_ONCE} at once there is full-time "
        f"education from the next day on, above {consequences.GOVERNORS_MEET} in a term the governors meet, and more than "
        f"{consequences.MOST_IN_A_YEAR} in a school year is not possible.\n"
    )


def _checks() -> Iterator[str]:
    yield "## The head's checks\n"
    yield "They never block a step. The head decides, and gives the reason. None of this is legal advice.\n"
    for check in checks.CHECKS:
        references = "; ".join(f"{reference.text} [{reference.sure}]" for reference in check.references)
        yield f"{check.id}. **{check.title}** ({', '.join(check.clauses)}). {check.text} *{check.asks}* Raised {check.raised}. {references}"
    yield ""
