"""Opens sound recordings and writes their sound, and nothing else, into a new file."""

from __future__ import annotations

import io
import itertools
from dataclasses import dataclass
from typing import Any

import av
import av.error
import av.stream
from av.container import InputContainer

from schoolgate.engines.evidence import file_type
from schoolgate.engines.evidence import metadata as engine_metadata

#: For each type: how it is read, how it is written, and the codings that browsers play.
_FORMS = {
    "audio/mpeg": ("mp3", "mp3", {"mp3", "mp3float"}),
    "audio/mp4": ("mp4", "ipod", {"aac", "alac", "mp3", "mp3float"}),
    "audio/aac": ("aac", "adts", {"aac"}),
    "audio/ogg": ("ogg", "ogg", {"opus", "vorbis", "flac", "libopus", "libvorbis"}),
    "audio/wav": ("wav", "wav", set()),
}
#: So many frames are unpacked to see that there is sound at all.
FRAMES = 10


class NoSound(Exception):
    """No sound can be found in the file."""


@dataclass(frozen=True)
class Heard:
    """A recording without its tags."""

    shown: bytes
    metadata: dict[str, str]


def hear(content: bytes, media_type: str, ending: str) -> Heard:
    """Copy the sound of a recording, unchanged, into a new file; raises `Refused` for a video."""
    read, written, codings = _FORMS[media_type]
    with _opened(content, read) as container:
        covers = _covers(container, ending)
        if not container.streams.audio:
            raise NoSound
        stream = container.streams.audio[0]
        coding = stream.codec_context.name
        if coding not in codings and not (media_type == "audio/wav" and coding.startswith("pcm_")):
            raise file_type.other_sound()
        metadata = engine_metadata.sound(container.metadata, stream.metadata, covers)
    _check_sound(content, read)
    return Heard(_copied(content, read, written), metadata)


def _opened(content: bytes, read: str) -> InputContainer:
    """Open in the form that its content told, so that no other reader is tried on it."""
    return av.open(io.BytesIO(content), mode="r", format=read, metadata_errors="ignore")


def _covers(container: Any, ending: str) -> dict[str, str]:
    """The pictures on a recording's cover; a stream of pictures that is none makes it a video."""
    covers = {}
    for stream in container.streams.video:
        if not stream.disposition & av.stream.Disposition.attached_pic:
            raise file_type.video(ending)
        covers["Cover picture"] = ""
    return covers


def _check_sound(content: bytes, read: str) -> None:
    with _opened(content, read) as container:
        if not any(frame.samples for frame in itertools.islice(container.decode(audio=0), FRAMES)):
            raise NoSound


def _copied(content: bytes, read: str, written: str) -> bytes:
    target = io.BytesIO()
    with (
        _opened(content, read) as source,
        av.open(target, mode="w", format=written, options={"fflags": "+bitexact"}) as copy,
    ):
        stream = source.streams.audio[0]
        sound = copy.add_stream_from_template(stream)
        for packet in source.demux(stream):
            if packet.dts is not None:
                packet.stream = sound
                copy.mux(packet)
    return target.getvalue()
