"""What a header's text declares, found with gcc's preprocessor and nothing of structcb's readers."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

__all__ = ["callbacks_in", "preprocessed", "structs_in"]

_ATTRIBUTE = re.compile(
    r"__(?:attribute|asm|alignas)\w*\s*\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)|__extension__"
)
_STRUCT = re.compile(r"\b(struct|union)\s+(\w+)\s*\{")
_POINTER = re.compile(r"\(\s*(?:\w+\s+)?\*\s*(?:const\s+)?(\w+)\s*\)\s*\(")
_FUNCTION = re.compile(r"\(\s*(\w+)\s*\)\s*\(|\b(\w+)\s*\((?!\s*\w+\s*\)\s*\()")


def preprocessed(path: Path, flags: Sequence[str] = (), before: Sequence[str] = ()) -> str:
    """Return what gcc's preprocessor leaves of a header itself, or of the folder that an empty one stands for."""
    text = "".join(f"#include <{name}>\n" for name in before) + f'#include "{path}"\n'
    command = ["gcc", "-E", "-x", "c", *flags, "-"]
    done = subprocess.run(command, input=text, capture_output=True, text=True, errors="replace", check=True)
    pieces = re.split(r'^# \d+ "([^"]*)".*\n', done.stdout, flags=re.M)
    files = list(zip(pieces[1::2], pieces[2::2], strict=True))
    own = "".join(text for file, text in files if file == str(path))
    folder = path.parent if path.parent.name == path.stem else path.with_suffix("")
    return own if own.strip() else "".join(text for file, text in files if folder in Path(file).parents)


def structs_in(text: str) -> set[str]:
    """Return the structs and unions that have a body: `"struct node"`, or the typedef's name of one without a tag."""
    found: set[str] = set()
    for line in _statements(text):
        found |= {f"{kind} {tag}" for kind, tag in _STRUCT.findall(line)}
        if re.match(r"typedef\s+(const\s+)?(struct|union)\s*\{", line):
            found |= set(re.findall(r"^\s*(\w+)\s*(?:,|$)", line.rpartition("}")[2]))
    return found


def callbacks_in(text: str) -> set[str]:
    """Return the typedefs of functions and of pointers to functions."""
    return {name for line in _statements(text) if (name := _callback(line))}


def _callback(statement: str) -> str:
    if not statement.startswith("typedef") or "{" in statement:
        return ""
    found = _POINTER.search(statement) or _FUNCTION.search(statement)
    return next(filter(None, found.groups()), "") if found else ""


def _statements(text: str) -> Iterator[str]:
    """Yield what stands between top-level semicolons, without attributes; bodies of functions are left out."""
    text = re.sub(r'"(?:\\.|[^"\\])*"', '""', re.sub(r"^#.*$", "", text, flags=re.M))
    while (shorter := _ATTRIBUTE.sub(" ", text)) != text:
        text = shorter
    start = depth = 0
    is_body = False
    for match in re.finditer(r"[{};]", text):
        depth += {"{": 1, "}": -1, ";": 0}[match[0]]
        if match[0] == "{" and depth == 1:
            is_body = text[: match.start()].rstrip().endswith(")")
        if depth == 0 and (match[0] == ";" or is_body):
            if not is_body:
                yield " ".join(text[start : match.start()].split())
            start, is_body = match.end(), False
