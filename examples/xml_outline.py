"""Measure an XML document with the system's libexpat: no wrapper, no compiler, two callbacks and a struct."""

import ctypes.util
import xml.etree.ElementTree
from typing import Any

import structcb

expat = structcb.load("expat/expat")
h = structcb.parse("""
    typedef struct {
        long elements, attributes;
        long depth, deepest;
    } outline;
""")


@h.callback("void (void *, const char *name, const char **atts)", user_data="outline")
def start(p, name, attributes):
    p.elements += 1
    p.depth += 1
    p.deepest = max(p.deepest, p.depth)
    i = 0
    while attributes[i]:
        p.attributes += 1
        i += 2  # names and values by turns, up to a NULL


@h.callback("void (void *, const char *name)", user_data="outline")
def end(p, name):
    p.depth -= 1


def measure(library: Any, document: bytes) -> structcb.State:
    state = h.new("outline")
    parser = library.XML_ParserCreate(None)
    try:
        library.XML_SetUserData(parser, state)
        library.XML_SetElementHandler(parser, start, end)
        with structcb.guard(start, end):
            status = library.XML_Parse(parser, document, len(document), 1)
        if status != expat.enums.XML_Status.XML_STATUS_OK:
            raise ValueError(structcb.string(library.XML_ErrorString(library.XML_GetErrorCode(parser))))
    finally:
        library.XML_ParserFree(parser)
    return state


def main() -> None:
    path = ctypes.util.find_library("expat")
    if path is None:
        print("there is no libexpat on this machine: apt-get install libexpat1")
        return
    shelf = b"".join(b'<book id="%d" lang="en"><title>%d</title></book>' % (i, i) for i in range(1000))
    document = b"<library><shelf>" + shelf + b"</shelf></library>"

    state = measure(expat.open(path), document)
    print(f"{state.elements} elements, {state.attributes} attributes, {state.deepest} levels deep")
    elements = list(xml.etree.ElementTree.fromstring(document).iter())
    assert state.elements == len(elements) == 2002
    assert state.attributes == sum(len(element.attrib) for element in elements) == 2000
    assert (state.depth, state.deepest) == (0, 4)


if __name__ == "__main__":
    main()
