"""Draws a procedure as a Mermaid flowchart, from the same data that the engine walks."""

from collections.abc import Iterator

from schoolgate.engines.procedures.schema import AllOf, AnyOf, Condition, Fact, Procedure, Step, StepOutcome

HEAD = "flowchart TD"
STYLES = (
    "classDef safety fill:#cce2d8,stroke:#005a30",
    "classDef gate fill:#fff7bf,stroke:#594d00",
    "classDef optional stroke-dasharray: 5 5",
)


def diagram(procedure: Procedure) -> str:
    """Mermaid text: solid arrows are order, dotted ones what a step hangs on, thick ones what a gate holds back."""
    lines = [HEAD]
    lines += [f'  {step.id}["{_label(step)}"]{_style(step)}' for step in procedure.steps]
    lines += [f"  {before} --> {step.id}" for step in procedure.steps for before in step.after]
    for step in procedure.steps:
        lines += [f"  {arrow}" for arrow in dict.fromkeys(_hangs_on(step.when, step.id))]
        lines += [f"  {gate} ==> {step.id}" for gate in _gates(procedure, step)]
    return "\n".join((*lines, *(f"  {style}" for style in STYLES))) + "\n"


def _label(step: Step) -> str:
    each = " (each child)" if step.each else ""
    return f"{step.title}{each}<br/>{step.clause}".replace('"', "'")


def _style(step: Step) -> str:
    if step.safety:
        return ":::safety"
    if step.blocks or step.stops:
        return ":::gate"
    return ":::optional" if step.optional else ""


def _hangs_on(condition: Condition | None, step: str) -> Iterator[str]:
    match condition:
        case StepOutcome(step=before, outcomes=outcomes):
            label = " or ".join(outcomes)
            yield f"{before} -. {label} .-> {step}" if label else f"{before} -.-> {step}"
        case AllOf(conditions=those) | AnyOf(conditions=those):
            for item in those:
                yield from _hangs_on(item, step)


def _gates(procedure: Procedure, step: Step) -> Iterator[str]:
    for gate in procedure.steps:
        held = gate.blocks & step.does and gate.id not in (step.id, *step.despite)
        if held and gate.id not in step.after:
            yield gate.id


def in_words(condition: Condition | None, procedure: Procedure) -> str:
    """A condition as a sentence part."""
    match condition:
        case None:
            return ""
        case Fact(words=words):
            return words
        case StepOutcome(step=name, outcomes=()):
            return f"“{procedure.step(name).title}” was done"
        case StepOutcome(step=name, outcomes=outcomes):
            step = procedure.step(name)
            chosen = " / ".join(outcome.words for outcome in step.outcomes if outcome.id in outcomes)
            return f"“{step.title}”: {chosen}"
        case AllOf(conditions=those):
            return " and ".join(_bracketed(item, procedure) for item in those)
        case AnyOf(conditions=those):
            return " or ".join(_bracketed(item, procedure) for item in those)


def _bracketed(condition: Condition, procedure: Procedure) -> str:
    words = in_words(condition, procedure)
    return f"({words})" if isinstance(condition, AnyOf | AllOf) else words
