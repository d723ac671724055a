"""Bytes to frames, and nothing but that (protocol.md 1.6)."""

import logging
from typing import Final

MAX_FRAME: Final = 4096
"""Characters kept without an end of frame. The longest legal frame, a handshake's, has 261 (protocol.md 1.5)."""

_END: Final = b"##"
_START: Final = b"*"

_LOGGER = logging.getLogger(__name__)


class FrameSplitter:
    """Cuts a stream of bytes into frames.

    A frame may come in any number of pieces, also split between the two `#` of its end, and several may come at
    once. What stands before the first `*` of a frame is noise and is dropped. A byte that no frame can hold is kept,
    so that the frame around it is found to be broken instead of being taken for another one.
    """

    __slots__ = ("_buffer", "_overflowing")

    def __init__(self) -> None:
        """Start with nothing received."""
        self._buffer: Final = bytearray()
        self._overflowing = False

    @property
    def pending(self) -> int:
        """Bytes kept of a frame that is not complete."""
        return len(self._buffer)

    def feed(self, data: bytes | memoryview) -> list[str]:
        """Take in bytes; return the frames that are complete now, in order."""
        buffer = self._buffer
        # The byte before the new ones may be the first half of an end of frame; nothing else is read twice.
        search = max(len(buffer) - 1, 0)
        buffer += data
        frames: list[str] = []
        begin = 0
        while (end := buffer.find(_END, search)) >= 0:
            end += len(_END)
            start = buffer.find(_START, begin, end)
            if start >= 0:
                frames.append(buffer[start:end].decode("ascii", "replace"))
            begin = search = end
        if begin:
            self._overflowing = False
            del buffer[:begin]
        if len(buffer) > MAX_FRAME:
            self._drop()
        return frames

    def _drop(self) -> None:
        """Bound an endless run without an end of frame; say so once, not for every piece of it."""
        if not self._overflowing:
            self._overflowing = True
            _LOGGER.warning("Received %d bytes without an end of frame; dropping them", len(self._buffer))
        keep = self._buffer.rfind(_START)
        # A run that goes on for longer than a frame after its last "*" is noise as well.
        if keep < 0 or len(self._buffer) - keep > MAX_FRAME:
            # One byte may still be the first half of the end.
            keep = len(self._buffer) - 1
        del self._buffer[:keep]
