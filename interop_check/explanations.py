"""What a finding that comes from no rule means: its title, why it matters and what to do, by its id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from .conformance import because as because_of_content
from .profiles import BECAUSE as BECAUSE_OF_YAML
from .report import RuleText, Severity

__all__ = ["ids", "text_of"]


class _Text(NamedTuple):
    """A title, what to do, and, where the module that finds it does not say so, why it matters."""

    title: str
    remedy: str
    because: str = ""


_REMOVE = "Remove it, or put it under the key where it belongs."
_YAML = {
    "syntax": _Text("The text is not YAML", "Mend the line that is shown; the rest of the file was not read."),
    "encoding": _Text("The text is not Unicode", "Save the file as UTF-8."),
    "control-character": _Text("The text holds a control character", "Delete the character that is shown."),
    "escape": _Text("An escape names no character", "Write the character itself, or a complete escape."),
    "empty": _Text("The file is empty", "Write the profile, or delete the file."),
    "several-documents": _Text("The file holds several documents", "Put each document into a file of its own."),
    "not-a-mapping": _Text("The document is not a mapping", "Begin with 'kind:', 'partner:' and 'system:'."),
    "duplicate-key": _Text("A key stands twice in one mapping", "Keep one of the two, or put both into one list."),
    "non-string-key": _Text("A key is not text", "Put the key in quotes."),
    "tag": _Text("A value has a tag", "Remove the tag (the word that begins with '!')."),
    "directive": _Text("The file has a directive", "Remove the line that begins with '%'."),
    "merge-key": _Text("A mapping has a merge key", "Write the merged keys out."),
    "alias": _Text("The file has an anchor or an alias", "Write the value out where it is used."),
    "too-deep": _Text("Values are nested too deep", "Flatten what is nested; check for brackets left open."),
    "too-large": _Text("The file is too large", "Split it by exchange; one system may have several documents."),
    "too-many-values": _Text("The file holds too many values", "Split it by exchange."),
    "number-too-long": _Text("A number is too long", "Put it in quotes: it is an identifier."),
    "not-finite": _Text("A number is infinite or no number", "Write a finite number, or leave the key out."),
    "not-a-file": _Text("The path is no ordinary file", "Name a file, a folder, or '-' for standard input."),
    "unreadable": _Text("The file cannot be read", "Check its permissions and where its link leads."),
    "ambiguous-scalar": _Text(
        "Other tools read this word differently", "Put it in quotes if it is text; spell a number in full if it is one."
    ),
}

_SCHEMA = {
    "type": _Text("The value is of another type", "Write the type that is asked for; numbers bare, text in quotes."),
    "enum": _Text("The value is none of those allowed", "Take one of the values that are listed."),
    "const": _Text("The value is not the one allowed", "Write the value that is asked for."),
    "required": _Text("A key is missing", "Add it; where nobody knows it yet, answer the exchange with 'unknown'."),
    "additionalProperties": _Text("The key is not known here", f"Correct its spelling. {_REMOVE}"),
    "unevaluatedProperties": _Text("The key is not known here", f"Correct its spelling. {_REMOVE}"),
    "dependentRequired": _Text("A key lacks its companion", "Add the companion, or remove the key."),
    "dependentSchemas": _Text("A key asks for more beside it", "Add what it asks for, or remove the key."),
    "format": _Text("The text has not the form asked for", "Write it in that form, as the message shows."),
    "pattern": _Text("The text has not the form asked for", "Write it in that form, as the message shows."),
    "minLength": _Text("The text is too short", "Write more, or leave the key out."),
    "maxLength": _Text("The text is too long", "Shorten it."),
    "minimum": _Text("The number is too small", "Check the unit; write a number within the bounds."),
    "maximum": _Text("The number is too large", "Check the unit; write a number within the bounds."),
    "exclusiveMinimum": _Text("The number is too small", "Check the unit; write a number within the bounds."),
    "exclusiveMaximum": _Text("The number is too large", "Check the unit; write a number within the bounds."),
    "multipleOf": _Text("The number is no multiple of the step", "Round it to the step that is asked for."),
    "minItems": _Text("The list is too short", "Add items; to say that there are none, answer 'none'."),
    "maxItems": _Text("The list is too long", "Remove items."),
    "uniqueItems": _Text("An item stands twice in the list", "Remove one of the two."),
    "unique-id": _Text("Two offers have one id", "Give one of them another id."),
    "items": _Text("The list holds more than it may", "Remove what goes beyond it."),
    "prefixItems": _Text("The list is not laid out as asked for", "Put the items in the order asked for."),
    "unevaluatedItems": _Text("The list holds more than it may", "Remove what goes beyond it."),
    "contains": _Text("The list lacks an item that it must have", "Add an item that fits."),
    "minContains": _Text("The list lacks items that it must have", "Add items that fit."),
    "maxContains": _Text("The list has too many items of one sort", "Remove all but those allowed."),
    "minProperties": _Text("The mapping has too few keys", "Add keys."),
    "maxProperties": _Text("The mapping has too many keys", "Remove keys."),
    "propertyNames": _Text("A key has not the form asked for", "Rename it."),
    "not": _Text("The value is one that is ruled out", "Take another; the message says what is ruled out."),
    "anyOf": _Text("The value fits none of the forms allowed", "Take the nearest form and mend what it lacks."),
    "oneOf": _Text("The value fits none, or several, of the forms allowed", "Make it fit one of them only."),
    "if": _Text("The value breaks a condition", "Mend what the condition asks for."),
    "false": _Text("Nothing may stand here", _REMOVE),
}

_CONTENT = {
    "unknown-kind": _Text(
        "No standard governs this kind", "Correct the kind, or add the schema that governs it with --schemas."
    ),
    "declared-twice": _Text("One exchange is declared twice", "Keep its offers in one list, in one document."),
    "empty-period": _Text("A period ends before it begins", "Exchange or correct the two dates."),
    "incomparable": _Text("A value can be compared with nothing", "Correct it; the message says what is taken."),
    "unlisted-standard": _Text(
        "The catalogue lacks this standard", "Correct the reference, or add the standard with --schemas."
    ),
    "unknown-claim": _Text(
        "A claim names no service profile",
        "Correct the claim; interop-check baseline list names the baselines, --schemas adds one of your own.",
    ),
    "unknown-condition": _Text(
        "A condition names no conditional requirement",
        "Correct the name; validate --baseline names the conditions that are open.",
    ),
    "no-claim": _Text(
        "A partner claims nothing of the baseline",
        "Add the service profiles that it fulfils under 'claims', or leave the partner out.",
        "Without a claim nothing is judged, and that is no proof of anything.",
    ),
    "contradicts-claim": _Text(
        "Offers lack what a claim asserts",
        "Add it to an offer; or say in 'implements' how far the standard is there.",
        "Partners plan by claims; in operation they meet the offers.",
    ),
    "sensitive": _Text(
        "What must not stand in a profile", "Take it out, here and in the history of the repository; treat it as lost."
    ),
    "answered-unknown": _Text(
        "A partner answered that nobody knows yet",
        "Ask it again: it declares offers, or answers 'none'.",
        "Until it is known, nobody can say whether the two will meet here.",
    ),
    "not-declared": _Text(
        "A partner says nothing of what the other declares",
        "Ask it: it declares offers, or answers 'none'.",
        "Silence may mean that it does not do this, or that nobody has written it down.",
    ),
    "sponsor-circle": _Text(
        "Partners sponsor each other in a circle",
        "Remove the sponsor of the one that has a network of its own.",
        "In a circle nobody has offers of its own to give to the others.",
    ),
    "sponsor-not-here": _Text(
        "The sponsor's documents are not at hand",
        "Add the sponsor's profiles to the folder.",
        "What a partner uses of its sponsor's is known from the sponsor's documents only.",
    ),
}

_WAIVER = {
    "expired": _Text(
        "A waiver has expired",
        "Mend what it waived; or agree on a later day with its owner, and write that under 'until'.",
        "Who accepted the finding did so until that day, and has not said that it may go on.",
    ),
    "changed": _Text(
        "A waiver's values have changed",
        "Look at the finding again; if it can be lived with, interop-check waivers add writes a new waiver.",
        "What was accepted were other values than those that stand there now.",
    ),
    "unused": _Text(
        "A waiver waives nothing",
        "Remove it: interop-check waivers prune does.",
        "A waiver that is left behind waives the finding again, unseen, on the day that it comes back.",
    ),
}

_TEXTS: Mapping[str, Mapping[str, _Text]] = {
    "yaml": _YAML,
    "schema": _SCHEMA,
    "content": _CONTENT,
    "waiver": _WAIVER,
}


def ids() -> Iterator[str]:
    """The id of every finding that comes from no rule, sorted."""
    yield from sorted(f"{family}/{name}" for family, texts in _TEXTS.items() for name in texts)


def text_of(id: str, severity: Severity = Severity.BLOCKER) -> RuleText:
    """What to say of the findings with this id, one of `ids()`; little is said of an id that is none."""
    family, _, name = id.partition("/")
    text = _TEXTS.get(family, {}).get(name, _Text(id, ""))
    because = text.because or BECAUSE_OF_YAML.get(name if family == "yaml" else "") or because_of_content(id)
    return RuleText(text.title, severity, "", because, text.remedy, "")
