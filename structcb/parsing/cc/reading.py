"""Unmodified headers, from a compiler's preprocessor to declarations that the compiler has confirmed."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from ...errors import HeaderError
from ...facts import replace
from ...layouts import Layout
from ..cdefs import read_declarations
from ..complaints import not_declared
from ..composition import Item
from ..declarations import Declarations
from ..proof import faults_of
from ..sources import Source
from .compilers import preprocess
from .needs import Parsed, common_types, parse_declarations, with_needs
from .proving import disproved
from .stripping import Stripped, strip

__all__ = ["parse_preprocessed"]

# Each refused struct takes those along that embed it.
_ROUNDS = 16
_WORD = re.compile(r"[A-Za-z_]\w*")


def parse_preprocessed(source: Source, only: Sequence[str] | None = None) -> Declarations:
    """Parse a header through `cc -E`; what the compiler does not confirm is refused by name."""
    stripped = strip(preprocess(source), source.file)
    parsed = parse_declarations(stripped.declarations)
    items, skipped = _items(parsed, source, only, stripped.macros)
    macros = _macros(stripped, parsed, source, only)
    text = "\n".join([*(item.text for item in items), *macros.values()])
    refused = _tainted_bit_fields(read_declarations(text, source.name).structs, parsed)
    for _ in range(_ROUNDS):
        found = read_declarations(text, source.name, refused=refused)
        wrong = disproved(found, source)
        if not wrong:
            break
        refused |= wrong
    else:
        raise HeaderError(f"its layouts cannot be settled: {', '.join(sorted(wrong))}", file=source.name)
    files = stripped.files if source.path is None else (str(source.path), *stripped.files)
    helpers = macros.keys() - set(only or macros)
    return replace(
        found,
        constants={name: value for name, value in found.constants.items() if name not in helpers},
        skipped={**skipped, **found.skipped, **refused},
        source=source.text,
        files=tuple(dict.fromkeys(files)),
    )


def _items(
    parsed: Sequence[Parsed], source: Source, only: Sequence[str] | None, macros: Collection[str]
) -> tuple[list[Item], dict[str, str]]:
    """Return the declarations to read, and why others that were wanted are left out."""
    header = source.file
    wanted = [n for n, entry in enumerate(parsed) if _is_wanted(entry, header, only)]
    if only is None and not wanted and source.path is not None:
        folder = str(source.path.parent)
        wanted = [n for n, entry in enumerate(parsed) if entry.declaration.file.startswith(folder)]
    _check_names(parsed, only, source, macros)
    taken = [parsed[n] for n in with_needs(parsed, wanted)]
    return _readable(taken)


def _readable(taken: Sequence[Parsed]) -> tuple[list[Item], dict[str, str]]:
    """Return what cffi can read, and why the rest is left out, together with what needs it."""
    skipped: dict[str, str] = {}
    # cffi takes no declaration twice.
    entries = {entry.declaration.text: entry for entry in reversed(taken)}
    waiting = [
        entry
        for entry in reversed(entries.values())
        if not entry.typedefs or not entry.defines <= common_types()
    ]
    while True:
        kept = []
        for entry in waiting:
            lost = sorted(entry.mentions & skipped.keys())
            reason = entry.fault or (f"it needs `{lost[0]}`: {skipped[lost[0]]}" if lost else "")
            if reason:
                skipped |= dict.fromkeys(entry.defines, reason)
            else:
                kept.append(entry)
        items = [Item(entry.declaration.text, entry.declaration.text) for entry in kept]
        faults = faults_of(items)
        for entry in kept:
            if why := faults.get(entry.declaration.text):
                skipped |= dict.fromkeys(entry.defines, f"cffi cannot read it: {why}")
        if not faults:
            return items, skipped
        waiting = [entry for entry in kept if entry.declaration.text not in faults]


def _is_wanted(entry: Parsed, header: str, only: Sequence[str] | None) -> bool:
    if only is None:
        return entry.declaration.file == header
    return any(name in only or name.partition(" ")[2] in only for name in entry.defines)


def _check_names(
    parsed: Sequence[Parsed], only: Sequence[str] | None, source: Source, macros: Collection[str]
) -> None:
    known = {name for entry in parsed for name in entry.defines}
    known |= {name.partition(" ")[2] for name in known} | set(macros)
    if missing := sorted(set(only or ()) - known):
        raise HeaderError("; ".join(not_declared(name, known) for name in missing), file=source.name)


def _macros(
    stripped: Stripped, parsed: Sequence[Parsed], source: Source, only: Sequence[str] | None
) -> dict[str, str]:
    """Return macros as lines: the header's own, or the wanted ones and what they mention."""
    header = source.file
    taken = {name for entry in parsed for name in entry.defines}
    found: dict[str, str] = {}
    waiting = (
        [name for name, (file, _) in stripped.macros.items() if file == header] if only is None else [*only]
    )
    while waiting:
        name = waiting.pop(0)
        if name in stripped.macros and name not in taken and name not in found:
            body = stripped.macros[name][1]
            found[name] = f"#define {name}{body}"
            waiting += _WORD.findall(body) if only is not None else []
    return found


def _tainted_bit_fields(structs: Mapping[str, Layout], parsed: Sequence[Parsed]) -> dict[str, str]:
    """Refuse bit-fields near attributes and pragmas: no assertion can tell where a bit-field lies."""
    tainted = {name for entry in parsed if entry.declaration.tainted for name in entry.defines}
    reason = "it has bit-fields, and attributes or pragmas that may move them"
    return {
        name: reason
        for name, layout in structs.items()
        if name.partition(".")[0] in tainted and any(field.bits for _, field in layout.members)
    }
