"""What a model needs before companies can answer it, beyond being valid: a scoring-only model may lack all of it."""

from __future__ import annotations

from collections.abc import Iterator

from diagnosis.catalog.model import AssessmentModel, Item, NumberItem, RubricItem


def missing_content(model: AssessmentModel) -> tuple[str, ...]:
    """Return one English line for each text or reason that a questionnaire should have and this model lacks."""
    notes = [f"{item.code}: {note}" for item in model.items().values() for note in _missing_in_item(item)]
    for index, profile in enumerate(model.profiles):
        changed = {*profile.weights, *profile.applies, *profile.measures_off}
        notes += [f"profiles[{index}]: no reason for {code}" for code in sorted(changed - set(profile.reasons))]
    for level in model.levels:
        if level.description is None:
            notes.append(f"level {level.level}: no description")
    return tuple(notes)


def _missing_in_item(item: Item) -> Iterator[str]:
    if item.title.ko == item.code:
        yield "no title"
    for name in ("question", "why", "help"):
        if getattr(item, name) is None:
            yield f"no {name}"
    if isinstance(item, RubricItem) and any(level.text.ko == str(level.level) for level in item.levels):
        yield "levels without texts"
    if isinstance(item, NumberItem):
        for name in ("unit", "bounds", "formula", "period", "origin"):
            if getattr(item, name) is None:
                yield f"no {name}"
