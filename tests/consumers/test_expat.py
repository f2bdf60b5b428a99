"""A library that structcb has no module for, used as the how-to "bring your own library" says: libexpat."""

from __future__ import annotations

import ctypes.util
import linecache
import traceback
import xml.etree.ElementTree
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import structcb
from structcb.layouts import describe

LIBRARY = ctypes.util.find_library("expat")
if LIBRARY is None:
    pytest.skip("there is no libexpat on this machine: apt-get install libexpat1", allow_module_level=True)

pytestmark = pytest.mark.integration

REAL_HEADER = Path("/usr/include/expat.h")
EXPAT = structcb.load("expat/expat")
LIB: Any = EXPAT.open(LIBRARY)
NULL = EXPAT.ffi.NULL

H = structcb.parse("""
    typedef struct {
        void *parser;
        long elements, attributes, depth, deepest;
        long most, letters;
        char text[64];
    } outline;
""")
START = "void (void *, const char *name, const char **atts)"
END = "void (void *, const char *name)"


@pytest.fixture(scope="module")
def start():
    @H.callback(START, user_data="outline")
    def start(p, name, attributes):
        p.elements += 1
        p.depth += 1
        p.deepest = max(p.deepest, p.depth)
        i = 0
        while attributes[i]:
            p.attributes += 1
            i += 2

    return start


@pytest.fixture(scope="module")
def end():
    @H.callback(END, user_data="outline")
    def end(p, name):
        p.depth -= 1

    return end


@contextmanager
def parser(state: structcb.State | None = None, encoding: Any = NULL) -> Iterator[Any]:
    made = LIB.XML_ParserCreate(encoding)
    try:
        if state is not None:
            LIB.XML_SetUserData(made, state)
        yield made
    finally:
        LIB.XML_ParserFree(made)


def parse(made: Any, document: bytes) -> int:
    return int(LIB.XML_Parse(made, document, len(document), 1))


def test_elements_are_counted_as_python_counts_them(start, end):
    document = b"<a>" + b'<b x="1" y="2"><c/>text</b>' * 500 + b"</a>"
    state = H.new("outline")
    with parser(state) as made:
        LIB.XML_SetElementHandler(made, start, end)
        assert parse(made, document) == 1
    elements = list(xml.etree.ElementTree.fromstring(document).iter())

    assert state.elements == len(elements)
    assert state.attributes == sum(len(element.attrib) for element in elements)
    assert (state.depth, state.deepest) == (0, 3)


def test_text_comes_as_an_array_of_its_length():
    @H.callback("void (void *, const char *s, int len)", user_data="outline", arrays={"s": "len"})
    def text(p, s, len):
        for letter in s:
            p.text[p.letters] = letter
            p.letters += 1

    state = H.new("outline")
    with parser(state) as made:
        LIB.XML_SetCharacterDataHandler(made, text)
        parse(made, b"<p>to &amp; <i>fro</i></p>")

    assert structcb.string(state.text) == b"to & fro"


def test_an_exception_arrives_once_and_the_parser_stays_usable(start, end):
    @H.callback(START, user_data="outline")
    def picky(p, name, attributes):
        if name[0] == ord("x"):
            raise ValueError("no x here")  # the traceback ends here
        p.elements += 1

    state = H.new("outline")
    with parser(state) as made:
        LIB.XML_SetElementHandler(made, picky, end)
        with pytest.raises(ValueError, match="no x here") as caught, structcb.guard(picky, end):
            parse(made, b"<a><b/><x/></a>")
        last = traceback.extract_tb(caught.value.__traceback__)[-1]
        picky.check()
        LIB.XML_ParserReset(made, NULL)
        LIB.XML_SetUserData(made, state)
        LIB.XML_SetElementHandler(made, start, end)

        assert parse(made, b"<a><x/></a>") == 1
    assert "the traceback ends here" in linecache.getline(last.filename, last.lineno or 0)


def test_a_callback_calls_the_library_to_stop_it(end):
    stop = LIB.XML_StopParser

    @H.callback(START, user_data="outline")
    def start(p, name, attributes):
        p.elements += 1
        if p.elements == p.most:
            stop(p.parser, 0)

    state = H.new("outline", most=3)
    with parser(state) as made:
        state.parser = made
        LIB.XML_SetElementHandler(made, start, end)
        status = parse(made, b"<a>" + b"<b/>" * 100 + b"</a>")

        assert status == EXPAT.enums.XML_Status.XML_STATUS_ERROR
        assert LIB.XML_GetErrorCode(made) == EXPAT.enums.XML_Error.XML_ERROR_ABORTED
    assert state.elements == 3


def test_a_broken_document_is_told_in_expats_own_words():
    with parser() as made:
        assert parse(made, b"<a>\n<b></a>") == 0
        message = structcb.string(LIB.XML_ErrorString(LIB.XML_GetErrorCode(made)))
        line = LIB.XML_GetCurrentLineNumber(made)

    assert (message, line) == (b"mismatched tag", 2)


def test_a_handler_of_another_prototype_is_refused(end):
    with parser() as made, pytest.raises(structcb.StateError, match="XML_SetElementHandler"):
        LIB.XML_SetElementHandler(made, end, end)


@pytest.mark.skipif(not REAL_HEADER.exists(), reason="the header of expat is not installed")
def test_the_shipped_header_says_what_the_real_one_says():
    real = structcb.load(REAL_HEADER)

    for mapping, other in ((EXPAT.functions, real.functions), (EXPAT.callbacks, real.callbacks)):
        assert {n: describe(p) for n, p in mapping.items()} == {n: describe(other[n]) for n in mapping}
    for enum in EXPAT.enums.values():
        assert set(enum.__members__.items()) <= set(real.enums[f"enum {enum.__name__}"].__members__.items())
