"""Compound files ([MS-CFB]): just enough to find one stream by its name, with every chain bounded."""

import struct

from app.directory.importing.errors import BrokenFile

_END = 0xFFFFFFFA  # this and above are marks, not sectors
_HEADER_CHAIN = 109


def stream(data: bytes, names: tuple[str, ...]) -> bytes | None:
    """The content of the first stream of one of these names, or None. Raises `BrokenFile`.

    Streams of the mini sector area are reported empty: no worksheet of use is that small.
    """
    try:
        return _Compound(data).stream(names)
    except (struct.error, IndexError) as error:
        raise BrokenFile from error


class _Compound:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.size = 1 << min(struct.unpack_from("<H", data, 30)[0], 12)
        (self.directory,) = struct.unpack_from("<I", data, 48)
        (self.mini_cutoff,) = struct.unpack_from("<I", data, 56)
        self.table = self._allocation()

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self.size
        return self.data[start : start + self.size]

    def _numbers(self, sector: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{len(sector) // 4}I", sector[: len(sector) // 4 * 4])

    def _allocation(self) -> list[int]:
        heads = list(struct.unpack_from(f"<{_HEADER_CHAIN}I", self.data, 76))
        (following,) = struct.unpack_from("<I", self.data, 68)
        seen: set[int] = set()
        while following < _END and following not in seen:
            seen.add(following)
            *more, next_one = self._numbers(self._sector(following)) or (_END,)
            heads += more
            following = next_one
        table: list[int] = []
        for head in heads:
            if head < _END and len(table) * self.size < len(self.data) * 4:
                table += self._numbers(self._sector(head))
        return table

    def _chain(self, first: int) -> bytes:
        pieces: list[bytes] = []
        seen: set[int] = set()
        while first < _END and first not in seen:
            seen.add(first)
            pieces.append(self._sector(first))
            first = self.table[first]
        return b"".join(pieces)

    def stream(self, names: tuple[str, ...]) -> bytes | None:
        directory = self._chain(self.directory)
        for place in range(0, len(directory) - 127, 128):
            entry = directory[place : place + 128]
            length = struct.unpack_from("<H", entry, 64)[0]
            name = entry[: max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
            if name in names and entry[66] == 2:
                first, size = struct.unpack_from("<II", entry, 116)
                return self._chain(first)[:size] if size >= self.mini_cutoff else b""
        return None
