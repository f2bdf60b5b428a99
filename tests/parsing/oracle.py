"""What a C compiler says of the layouts: a program that prints sizes, alignments, offsets and bits."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from structcb.layouts import Array, Field, Layout, Pointer

__all__ = ["differences", "needs_compiler"]

needs_compiler = pytest.mark.skipif(shutil.which("gcc") is None, reason="needs gcc as the oracle for layouts")


def differences(
    structs: Mapping[str, Layout], header: str, folder: Path, flags: Sequence[str] = ()
) -> dict[str, list[str]]:
    """Return, by struct, what gcc says otherwise about the structs that `header` declares."""
    named = {name: (spelling, structs[name]) for name in structs if (spelling := _spelling(name, structs))}
    if not named:
        return {}
    answers = _answers(named, header, folder, flags)
    compared = {name: list(_compare(layout, answers[name])) for name, (_, layout) in named.items()}
    return {name: wrong for name, wrong in compared.items() if wrong}


def _spelling(name: str, structs: Mapping[str, Layout]) -> str:
    """Return how gcc may be asked about a struct: one without a name through the member that has its type."""
    if "." not in name:
        return f"__typeof__(*({name[1:]})0)" if name.startswith("*") else name
    owner, _, member = name.rpartition(".")
    if owner not in structs or member not in structs[owner].fields or not _spelling(owner, structs):
        return ""
    ctype, place = structs[owner].fields[member].type, f"(({_spelling(owner, structs)} *)0)->{member}"
    while isinstance(ctype, Array | Pointer):
        ctype, place = (ctype.item if isinstance(ctype, Array) else ctype.to), f"{place}[0]"
    return f"__typeof__({place})"


def _compare(layout: Layout, answers: Mapping[str, str]) -> Iterator[str]:
    said = {"": f"{layout.size} {layout.align}"} | {name: _said(f) for name, f in layout.members}
    for name, ours in said.items():
        if answers.get(name) != ours:
            yield f"{name or 'size and alignment'}: {ours}, but gcc says {answers.get(name)}"


def _said(field: Field) -> str:
    if field.bits is not None:
        return f"bits {field.offset * 8 + field.bits.shift} {field.bits.width}"
    return f"at {field.offset}"


def _answers(
    structs: Mapping[str, tuple[str, Layout]], header: str, folder: Path, flags: Sequence[str]
) -> dict[str, dict[str, str]]:
    lines = [header, "#include <stdio.h>", "#include <stddef.h>", "#include <string.h>"]
    # A macro of a member's name would spoil the questions.
    lines += [f"#undef {name}" for _, layout in structs.values() for name, _ in layout.members]
    lines += ["int main(void) {", *(line for entry in structs.values() for line in _questions(*entry)), "}"]
    source, program = folder / "oracle.c", folder / "oracle"
    source.write_text("\n".join(lines))
    command = ["gcc", "-w", "-O0", *flags, str(source), "-o", str(program)]
    subprocess.run(command, check=True, capture_output=True, text=True, timeout=300)
    printed = subprocess.run([program], check=True, capture_output=True, text=True, timeout=60).stdout
    answers: dict[str, dict[str, str]] = {name: {} for name in structs}
    for line in printed.splitlines():
        struct, member, answer = line.split("|")
        answers[struct][member] = answer
    return answers


def _questions(spelling: str, layout: Layout) -> Iterator[str]:
    name = layout.name
    yield f'printf("{name}||%zu %zu\\n", sizeof({spelling}), _Alignof({spelling}));'
    for member, field in layout.members:
        if field.bits is None:
            yield f'printf("{name}|{member}|at %zu\\n", offsetof({spelling}, {member}));'
        else:
            yield (
                f"{{ {spelling} x; memset(&x, 0, sizeof x); x.{member} = -1; unsigned char *p = (void *)&x; "
                "long low = -1, n = 0; for (long i = 0; i < (long)sizeof x * 8; i++) "
                "if (p[i / 8] >> i % 8 & 1) { if (low < 0) low = i; n++; } "
                f'printf("{name}|{member}|bits %ld %ld\\n", low, n); }}'
            )
