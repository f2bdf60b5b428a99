"""More libraries in the five steps of the how-to, by their real headers: libuv's timers, libarchive's reader, libcurl."""

from __future__ import annotations

import ctypes.util
import io
import tarfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import structcb

pytestmark = pytest.mark.integration


def opened(name: str) -> tuple[structcb.Header, Any, str]:
    """Return a library's real header, the library, and its path."""
    header, path = Path(f"/usr/include/{name}.h"), ctypes.util.find_library(name)
    if path is None or not header.exists():
        pytest.skip(f"lib{name} and its header are not installed: apt-get install lib{name}-dev")
    try:
        h = structcb.load(header)
    except structcb.HeaderError as error:
        pytest.skip(f"no reader for headers: {error}")
    return h, h.open(path), path


H = structcb.parse("""
    typedef struct { long ticks, limit; } clock;
    typedef struct { const char *data; long size, at, chunk, ncalls; } source;
    typedef struct { char *data; long room, used; } sink;
""")


@pytest.fixture(scope="module")
def run_timer():
    h, uv, _ = opened("uv")
    clock, stop = H.struct("clock"), uv.uv_timer_stop

    @h.callback("uv_timer_cb")
    def tick(handle):
        state = clock(handle.data)  # libuv hands back the timer, whose `data` is the user's
        state.ticks += 1
        if state.ticks == state.limit:
            stop(handle)
        if state.limit < 0:
            stop(handle)
            raise ValueError("never")

    def run(limit: int) -> int:
        loop, timer, state = h.new("uv_loop_t"), h.new("uv_timer_t"), clock(limit=limit)
        assert uv.uv_loop_init(loop) == 0
        uv.uv_timer_init(loop, timer)
        timer.data = state
        with structcb.guard(tick):
            uv.uv_timer_start(timer, tick, 0, 1)
            uv.uv_run(loop, 0)
        return int(state.ticks)

    return run


def test_a_timer_of_libuv_reads_the_state_behind_its_handle(run_timer):
    assert run_timer(10) == 10


def test_an_exception_in_a_timer_of_libuv_arrives_when_the_loop_ends(run_timer):
    with pytest.raises(ValueError, match="never"):
        run_timer(-1)

    assert run_timer(2) == 2


@pytest.fixture(scope="module")
def list_archive():
    h, archive, path = opened("archive")
    entries = structcb.parse(
        "struct archive_entry; const char *archive_entry_pathname(struct archive_entry *);"
    )
    pathname = entries.open(path).archive_entry_pathname
    prototype = "int64_t (void *archive, void *client, const void **buffer)"

    @H.callback(prototype, user_data={"client": "source"})
    def read(archive, client, buffer):
        client.ncalls += 1
        if client.chunk < 0:
            raise ValueError("no such chunk")
        n = min(client.chunk, client.size - client.at)
        buffer[0] = client.data + client.at
        client.at += n
        return n

    def names(content: bytes, chunk: int) -> list[str]:
        data = np.frombuffer(content, "int8")
        state = H.new("source", data=data, size=len(data), chunk=chunk)
        reader, entry = archive.archive_read_new(), h.ffi.new("struct archive_entry **")
        found = []
        try:
            archive.archive_read_support_filter_all(reader)
            archive.archive_read_support_format_all(reader)
            with structcb.guard(read):
                function = h.ffi.cast("archive_read_callback *", read.address)
                client = h.ffi.cast("void *", state.address)
                code = archive.archive_read_open(reader, client, h.ffi.NULL, function, h.ffi.NULL)
                while code == 0 and archive.archive_read_next_header(reader, entry) == 0:
                    address = int(h.ffi.cast("intptr_t", entry[0]))
                    text = pathname(entries.ffi.cast("struct archive_entry *", address))
                    found.append(structcb.string(text).decode())
        finally:
            archive.archive_read_free(reader)
        return found

    return names


def packed(names: list[str]) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz") as archive:
        for name in names:
            info = tarfile.TarInfo(name)
            info.size = 1000
            archive.addfile(info, io.BytesIO(b"x" * 1000))
    return target.getvalue()


@pytest.mark.parametrize("chunk", [16, 1 << 20])
def test_libarchive_reads_what_a_callback_gives_it(list_archive, chunk):
    names = [f"file {i}" for i in range(5)]

    assert list_archive(packed(names), chunk) == names


def test_an_exception_in_libarchives_reader_arrives(list_archive):
    with pytest.raises(ValueError, match="no such chunk"):
        list_archive(packed(["one"]), -1)


CURL = [f"curl_easy_{name}" for name in ("init", "setopt", "perform", "cleanup")]


@pytest.fixture(scope="module")
def download():
    found, path = sorted(Path("/usr/include").glob("**/curl/curl.h")), ctypes.util.find_library("curl")
    if path is None or not found:
        pytest.skip("libcurl and its header are not installed: apt-get install libcurl4-openssl-dev")
    try:
        h = structcb.load(found[0], only=[*CURL, "CURLoption", "curl_write_callback"])
    except structcb.HeaderError as error:
        pytest.skip(f"no reader for headers: {error}")
    curl, option, sink = h.open(path), h.enums["CURLoption"], H.struct("sink")

    @h.callback("curl_write_callback")
    def write(buffer, size, count, user_data):
        p = sink(user_data)
        if p.used + count > p.room:
            raise MemoryError("the sink is full")
        structcb.view(p.data, p.room)[p.used : p.used + count] = structcb.view(buffer, count)
        p.used += count
        return count

    def get(url: str, room: int) -> bytes:
        data = np.zeros(room, "int8")
        state, handle = sink(data=data, room=room), curl.curl_easy_init()
        try:
            curl.curl_easy_setopt(handle, option.CURLOPT_URL, np.frombuffer(url.encode() + b"\0", "int8"))
            curl.curl_easy_setopt(handle, option.CURLOPT_WRITEFUNCTION, write)
            curl.curl_easy_setopt(handle, option.CURLOPT_WRITEDATA, state)
            with structcb.guard(write):
                assert curl.curl_easy_perform(handle) == 0
        finally:
            curl.curl_easy_cleanup(handle)
        return data[: state.used].tobytes()

    return get


def test_libcurl_writes_what_a_callback_takes(download, tmp_path):
    content = b"a line\n" * 10_000
    (tmp_path / "text").write_bytes(content)

    assert download((tmp_path / "text").as_uri(), 100_000) == content
    with pytest.raises(MemoryError, match="the sink is full"):
        download((tmp_path / "text").as_uri(), 1000)


def test_a_variadic_function_takes_what_is_ours():
    h = structcb.parse("int snprintf(char *out, size_t size, const char *format, ...);")
    out, text = np.zeros(20, "int8"), np.frombuffer(b"seven\0", "int8")
    state = H.new("source", data=text)
    h.open(None).snprintf(out, len(out), b"%s %d %p", text, h.ffi.cast("int", 7), None)

    assert structcb.string(out) == b"seven 7 (nil)"
    h.open(None).snprintf(out, len(out), b"%p", state)
    assert structcb.string(out) == hex(state.address).encode()
    with pytest.raises(ValueError, match="contiguous"):
        h.open(None).snprintf(out, len(out), b"%s", np.zeros(8, "int8")[::2])


def test_a_function_of_an_included_header_is_told_how_to_get():
    library = structcb.parse("double sqrt(double x);").open(None)

    with pytest.raises(AttributeError, match=r"declares no `cbrt`.*only=\['cbrt'"):
        _ = library.cbrt


def test_a_state_of_another_header_is_told_how_to_get():
    h = structcb.parse("typedef void (*visit)(void *user_data);")

    with pytest.raises(structcb.SignatureError, match=r"cast in the body: `p = S\(p\)`"):
        h.callback("visit", user_data=H.struct("sink"))(lambda p: None)
