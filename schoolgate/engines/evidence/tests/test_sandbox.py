"""Examining in a process of its own: the same answer, held to time and memory, and told no secrets."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import threading

import pytest

from schoolgate.engines import evidence
from schoolgate.engines.evidence import sandbox, shapes
from schoolgate.engines.evidence.tests import files

MP3 = files.mp3()


@pytest.mark.parametrize("make", [files.png, files.heic, files.gif, files.pdf, files.mp3, files.m4a])
def test_the_answer_is_the_same(make) -> None:
    content = make()
    assert sandbox.examine_apart("x.bin", content) == evidence.examine("x.bin", content)


def test_a_refusal_is_the_same() -> None:
    with pytest.raises(shapes.Refused) as caught:
        sandbox.examine_apart("clip.jpg", files.video())
    assert "This file is named .jpg, but what is in it is a video" in caught.value.sentence


def test_a_file_too_large_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "Popen", None)
    with pytest.raises(shapes.Refused, match="at most 15 MB"):
        sandbox.examine_apart("x", bytes(16 * 1024 * 1024))


def test_a_file_that_takes_too_long_is_let_go() -> None:
    with pytest.raises(shapes.Refused, match="far more time or memory"):
        sandbox.examine_apart("x.png", files.png(), limits=shapes.Limits(seconds=0))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit of memory for a process")
def test_a_file_that_takes_too_much_memory_is_let_go() -> None:
    large = files.saved(files.photograph((7000, 7000)), "PNG")
    with pytest.raises(shapes.Refused, match="far more time or memory"):
        sandbox.examine_apart("x.png", large, limits=shapes.Limits(memory=400 * 1024 * 1024, reading=False))


def test_the_default_limits_hold_the_largest_photograph() -> None:
    large = files.saved(files.photograph((9000, 7000)), "JPEG")
    assert sandbox.examine_apart("x.jpg", large).shown


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit of files for a process")
def test_the_process_apart_cannot_write_a_file(tmp_path) -> None:
    tried = tmp_path / "tried"
    code = (
        "from schoolgate.engines.evidence import worker; worker.bound(30, 2**31);"
        f"open({str(tried)!r}, 'wb', buffering=0).write(b'kept')"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, env=sandbox._environment())
    assert b"File too large" in ended.stderr and tried.stat().st_size == 0


def test_the_process_apart_gets_none_of_the_server_s_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCHOOLGATE_SECRET_KEY", "swordfish")
    assert "swordfish" not in sandbox._environment().values()
    given = {}

    class Seen(subprocess.Popen):
        def __init__(self, *args, **named) -> None:
            given.update(named)
            super().__init__(*args, **named)

    monkeypatch.setattr(subprocess, "Popen", Seen)
    sandbox.examine_apart("x.jpg", files.jpeg())
    assert given["env"] == sandbox._environment()


def test_a_process_that_does_not_start_is_no_fault_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "WORKER", "schoolgate.nowhere")
    with pytest.raises(sandbox.Unavailable):
        sandbox.examine_apart("x.jpg", files.jpeg())


def test_a_library_that_is_not_there_is_no_fault_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "schoolgate.engines.evidence.sounds", raising=False)
    monkeypatch.delattr("schoolgate.engines.evidence.sounds", raising=False)
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(ImportError):
        evidence.examine("x.mp3", MP3)


def test_an_answer_without_end_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "MOST_ANSWER", 1000)
    with pytest.raises(shapes.Refused, match="far more time or memory"):
        sandbox.examine_apart("x.png", files.png())


def test_only_so_many_are_examined_at_the_same_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "_PLACES", threading.BoundedSemaphore(1))
    with sandbox._PLACES, pytest.raises(sandbox.Unavailable, match="too many"):
        sandbox.examine_apart("x.jpg", files.jpeg(), limits=shapes.Limits(seconds=0))
    for _ in range(2):
        with pytest.raises(shapes.Refused):
            sandbox.examine_apart("x.jpg", b"no picture")


def test_half_an_answer_of_a_process_that_died_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "WORKER", "schoolgate.engines.evidence.tests.dying")
    with pytest.raises(shapes.Refused, match="far more time or memory"):
        sandbox.examine_apart("x.jpg", files.jpeg())


def test_what_the_original_is_is_reckoned_on_this_side() -> None:
    content = files.jpeg()
    lie = b'{"media_type": "image/jpeg", "kind": "picture", "shown_type": "image/png", "metadata": {}, '
    lie += b'"digest": "0", "size": 1, "further_types": [], "text": "", "pages": 1, "notes": [], "lengths": [1, 0]}\nx'
    found = sandbox._unpacked(lie, content)
    assert (found.digest, found.size) == (hashlib.sha256(content).hexdigest(), len(content))


def test_a_server_that_examines_apart_loads_nothing_that_opens_files() -> None:
    code = (
        "import sys; from schoolgate.engines.evidence import sandbox;"
        "print(sorted({'PIL', 'av', 'pypdfium2', 'pillow_heif', 'tesserocr', 'django'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=sandbox._environment())
    # Pillow can be loaded by a package that Python loads at its start; the rest never.
    assert set(ran.stdout.strip("[]\n").replace("'", "").split(", ")) <= {"", "PIL"}, ran.stderr
