"""Broken headers end in a HeaderError or in layouts that gcc confirms; `STRUCTCB_MUTATIONS=2000` makes it a long run."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path
from random import Random

import pytest

from structcb.errors import HeaderError
from structcb.parsing import Declarations, open_ffi, parse_text
from tests.parsing.oracle import differences, needs_compiler

pytest.importorskip("clang.cindex", reason="needs libclang: pip install structcb[headers]")

COUNT = int(os.environ.get("STRUCTCB_MUTATIONS", "80"))
SEED = int(os.environ.get("STRUCTCB_SEED", "1"))
HEALTHY = [
    (
        "typedef struct node { struct node *next; int n : 3; unsigned m : 7; double w[2][3]; } node_t;\n"
        "typedef double (*rhs_fn)(double t, const double *y, void *user_data);\n"
        "enum color { RED = 1, GREEN, BLUE = 7 };\nstruct s { enum color c; rhs_fn f; union { int i; float x; }; char name[16]; };\n"
    ),
    (
        "#include <stdint.h>\n#define N (2 + 1)\n#pragma pack(push, 1)\nstruct wire { uint8_t kind; uint32_t length; uint16_t crc[N]; };\n"
        "#pragma pack(pop)\nstruct box { struct wire w; int64_t t; } __attribute__((aligned(16)));\n#define MAGIC 0xCAFEu\n"
    ),
    (
        "/** doc */\ntypedef struct { int x; struct { char c; long l; } in[3]; } outer_t;\nint f(outer_t *o, int (*cb)(void *), ...);\n"
        "struct bits { unsigned a : 1; int : 0; signed char b : 5; long long c : 40; } __attribute__((packed));\n"
    ),
]
PIECES = ["struct", "{", "}", ";", "(", ")", "*", "[", "]", "0", "-1", "99999999999999999999", "#define", "#include", "int", "char", ":",
          ",", "typedef", "__attribute__((packed))", "_Alignas(16)", "'", '"', "/*", "*/", "\\", "\n", "const", "union", "enum", "...", "=", "#"]  # fmt: skip


def mutated(random: Random) -> str:
    text = random.choice(HEALTHY)
    for _ in range(random.randint(1, 4)):
        text = random.choice([truncated, shuffled, replaced, doubled, scrambled, inflated])(text, random)
    return text


def truncated(text: str, random: Random) -> str:
    return text[: random.randrange(len(text) + 1)]


def shuffled(text: str, random: Random) -> str:
    tokens = text.split(" ")
    if len(tokens) > 2:
        a, b = random.randrange(len(tokens)), random.randrange(len(tokens))
        tokens[a], tokens[b] = tokens[b], tokens[a]
    return " ".join(tokens)


def replaced(text: str, random: Random) -> str:
    tokens = text.split(" ")
    tokens[random.randrange(len(tokens))] = random.choice(PIECES)
    return " ".join(tokens)


def doubled(text: str, random: Random) -> str:
    place = random.randrange(len(text) + 1)
    return text[:place] + random.choice(PIECES) + text[place:]


def scrambled(text: str, random: Random) -> str:
    place = random.randrange(len(text) + 1)
    return text[:place] + chr(random.choice([1, 7, 127, 160, 233, 0x4E2D])) + text[place + 1 :]


def inflated(text: str, random: Random) -> str:
    return text.replace("3", str(random.choice([0, 64, 2**31, 2**62, 2**64, 10**30])), 1)


def outcome(text: str) -> Declarations | HeaderError:
    begin = time.perf_counter()
    try:
        return parse_text(text)
    except HeaderError as error:
        return error
    finally:
        assert time.perf_counter() - begin < 10, text


OUTCOMES = [(text, outcome(text)) for text in (mutated(Random(f"{SEED}.{n}")) for n in range(COUNT))]


def test_every_error_has_a_place() -> None:
    errors = [(text, found) for text, found in OUTCOMES if isinstance(found, HeaderError)]

    assert len(errors) > COUNT // 4
    assert [text for text, error in errors if not error.file] == []
    assert len([text for text, error in errors if not error.line]) <= len(errors) // 50


def test_what_is_accepted_can_be_told_to_cffi() -> None:
    accepted = [found for _, found in OUTCOMES if isinstance(found, Declarations)]

    assert all(open_ffi(found) for found in accepted)
    assert accepted


@needs_compiler
def test_what_is_accepted_is_laid_out_as_gcc_does(tmp_path: Path) -> None:
    accepted = [
        (text, found) for text, found in OUTCOMES if isinstance(found, Declarations) and found.structs
    ]
    wrong = []
    for text, found in accepted[: max(25, COUNT // 10)]:
        try:
            if bad := differences(found.structs, text, tmp_path):
                wrong.append((text, bad))
        except subprocess.CalledProcessError:
            continue  # gcc is stricter than clang here, so that there is nothing to compare with

    assert wrong == []
