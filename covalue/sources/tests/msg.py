"""A file of Outlook's (.msg) of our own making: a compound file with the few properties a message needs."""

import struct
from datetime import UTC, datetime
from itertools import pairwise

FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


def message(
    *, subject: str, body: str, headers: str, sent: datetime | None, to: str, message_id: str = "", sensitivity: int = 0
) -> bytes:
    """A message; `sent` is None for a draft."""
    texts = {0x0037: subject, 0x1000: body, 0x007D: headers, 0x001A: "IPM.Note", 0x1035: message_id}
    fixed = [(0x0003, 0x0036, struct.pack("<q", sensitivity)), (0x0003, 0x340D, struct.pack("<q", 0x40000))]
    if sent is not None:
        ticks = int((sent - EPOCH).total_seconds()) * 10_000_000
        fixed.append((0x0040, 0x0039, struct.pack("<q", ticks)))
    root = _properties(texts, fixed, struct.pack("<8x4I8x", 1, 0, 1, 0))
    receiver = _properties({0x3001: to, 0x3003: "/O=EXCHANGE/CN=SOMEBODY", 0x39FE: to}, [], bytes(8))
    return _compound([*root, ("__recip_version1.0_#00000000", receiver)])


def _properties(texts: dict[int, str], fixed: list[tuple[int, int, bytes]], head: bytes) -> list:
    texts = {tag: text for tag, text in texts.items() if text}
    rows = b"".join(struct.pack("<HHI", kind, tag, 6) + value for kind, tag, value in fixed)
    rows += b"".join(
        struct.pack("<HHIII", 0x001F, tag, 6, len(text.encode("utf-16-le")) + 2, 0) for tag, text in texts.items()
    )
    streams = [(f"__substg1.0_{tag:04X}001F", text.encode("utf-16-le")) for tag, text in texts.items()]
    return [("__properties_version1.0", head + rows), *streams]


def _compound(children: list) -> bytes:
    """A compound file (MS-CFB) in version 3, whose streams are all shorter than 4096 bytes: they stand in the mini stream."""
    entries: list[dict] = [{"name": "Root Entry", "kind": 5, "start": 0, "size": 0}]
    mini = bytearray()
    mini_table: list[int] = []

    def add(rows: list) -> int:
        """Put these into the directory, each at the right of the one before; the first of them."""
        places = []
        for name, content in sorted(rows, key=lambda row: (len(row[0]), row[0].upper())):
            places.append(len(entries))
            if isinstance(content, list):
                entries.append({"name": name, "kind": 1, "start": 0, "size": 0, "children": content})
                continue
            start, count = len(mini_table), max(1, -(-len(content) // 64))
            entries.append({"name": name, "kind": 2, "start": start, "size": len(content)})
            mini.extend(content + bytes(count * 64 - len(content)))
            mini_table.extend([*range(start + 1, start + count), END])
        for place, following in pairwise(places):
            entries[place]["right"] = following
        return places[0] if places else FREE

    entries[0]["child"] = add(children)
    for entry in list(entries):
        if "children" in entry:
            entry["child"] = add(entry["children"])
    entries[0]["size"] = len(mini)
    entries += [{"name": "", "kind": 0, "start": 0, "size": 0}] * (-len(entries) % 4)
    content = bytes(mini) + bytes(-len(mini) % 512)
    minis = struct.pack(f"<{len(mini_table)}I", *mini_table)
    minis += b"\xff" * (-len(minis) % 512)
    parts = [content, minis, b"".join(_entry(entry) for entry in entries)]
    table: list[int] = []
    starts = []
    for part in parts:
        start, count = len(table), len(part) // 512
        starts.append(start)
        table += [*range(start + 1, start + count), END]
    at = len(table)
    table += [FAT] + [FREE] * (127 - at)
    head = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, 1, starts[2], 0, 4096, starts[1], len(minis) // 512, END, 0)
    head += struct.pack("<109I", at, *[FREE] * 108)
    return head + b"".join(parts) + struct.pack("<128I", *table)


def _entry(entry: dict) -> bytes:
    name = entry["name"].encode("utf-16-le")
    length = len(name) + 2 if name else 0
    return struct.pack(
        "<64sHBBIII16sIQQII", name, length, entry["kind"], 1, FREE, entry.get("right", FREE),
        entry.get("child", FREE), bytes(16), 0, 0, 0, entry["start"], entry["size"],
    ) + bytes(4)  # fmt: skip
