#!/usr/bin/env python3
"""Reads a file store and prints what it holds as JSON: read_store.py FOLDER [SEALER]

A sealed one needs a Python file with a function open(payload, context, key) that returns the content, or None when it does not open.

Written from the document "The format on disk" alone, as a proof that it says enough. It reads version 1, verifies every checksum, and stops with a
message where a file is not as the document says.
"""

import json
import os
import re
import runpy
import struct
import sys
import uuid


class Unreadable(Exception):
    pass


# --- CRC-32C (Castagnoli), reflected ---

TABLE = []
for byte in range(256):
    for _ in range(8):
        byte = byte >> 1 ^ (0x82F63B78 if byte & 1 else 0)
    TABLE.append(byte)


def crc(data, previous=0):
    value = previous ^ 0xFFFFFFFF
    for byte in data:
        value = TABLE[(value ^ byte) & 0xFF] ^ value >> 8
    return value ^ 0xFFFFFFFF


# --- Files, headers and frames ---

COMMIT, MARK, SECTION, BLOCK, DIRECTORY = 1, 2, 16, 17, 18


class File:
    def __init__(self, path, magic, opener):
        with open(path, "rb") as file:
            self.data = file.read()
        self.name = os.path.basename(path)
        if len(self.data) < 64:
            raise Unreadable(f"{self.name} is shorter than a header")
        header = self.data[:64]
        self.seed = struct.unpack_from("<I", header, 60)[0]
        if crc(header[:60]) != self.seed:
            raise Unreadable(f"the header of {self.name} is damaged")
        if header[:8] != magic:
            raise Unreadable(f"{self.name} is no such file")
        version, features = struct.unpack_from("<II", header, 8)
        if version != 1 or features & ~1:
            raise Unreadable(f"{self.name} is in version {version} with features {features}")
        if features != (1 if opener else 0):
            raise Unreadable(f"{self.name} is " + ("sealed" if features else "not sealed"))
        self.opener = opener
        self.identity = "%016x%016x" % struct.unpack_from("<QQ", header, 16)
        self.number, self.journal = struct.unpack_from("<QQ", header, 32)

    def frame(self, offset):
        """The frame at an offset with its content, its end and its payload, or None when none begins there."""
        header = self.data[offset:offset + 32]
        if len(header) < 32:
            return None
        length, kind, sequence, mark, payload_crc, header_crc = struct.unpack("<IIQQII", header)
        end = offset + 32 + length
        if crc(header[:28], self.seed) != header_crc or end > len(self.data):
            return None
        payload = self.data[offset + 32:end]
        if crc(payload) != payload_crc:
            return None
        content = payload
        if self.opener and kind != MARK:
            content = self.opener(payload, self.data[:64] + header[4:24], self.data[48:60])
        if content is None:
            raise Unreadable(f"{self.name} holds at {offset} what does not open")
        return kind, sequence, mark, content, end, payload


# --- A checkpoint ---

def sections(file):
    """The sections of a checkpoint: their names and pieces, in order."""
    trailer = file.data[-32:]
    directory_offset, size = struct.unpack_from("<QQ", trailer, 8)
    if trailer[:8] != b"CRMKDONE" or size != len(file.data) or crc(trailer[:28], file.seed) != trailer_crc(trailer):
        raise Unreadable(f"{file.name} is not complete")
    found, offset, frames = [], 64, 0
    while offset < directory_offset:
        frame = file.frame(offset)
        if frame is None or frame[1] != frames:
            raise Unreadable(f"{file.name} is damaged at {offset}")
        kind, _, section, content, end, payload = frame
        if kind == SECTION:
            found.append({"name": content.decode(), "offset": offset, "crcs": b"", "blocks": 0, "length": 0, "pieces": []})
        elif kind == BLOCK:
            last = found[-1]
            last["crcs"] += struct.pack("<I", crc(payload))
            last["blocks"] += 1
            last["length"] += len(payload)
            last["pieces"] += pieces(content, crc(struct.pack("<Q", section), file.seed))
        frames, offset = frames + 1, end
    check_directory(file, directory_offset, found)
    return [(section["name"], section["pieces"]) for section in found]


def trailer_crc(trailer):
    return struct.unpack_from("<I", trailer, 28)[0]


def pieces(block, seed):
    found, offset = [], 0
    while offset < len(block):
        length, checksum = struct.unpack_from("<II", block, offset)
        piece = block[offset + 8:offset + 8 + length]
        if crc(piece, seed) != checksum:
            raise Unreadable("a piece is damaged")
        found.append(piece)
        offset += 8 + length
    return found


def check_directory(file, offset, found):
    frame = file.frame(offset)
    if frame is None or frame[0] != DIRECTORY or frame[4] != len(file.data) - 32:
        raise Unreadable(f"the directory of {file.name} is damaged")
    expected = struct.pack("<I", len(found))
    for section in found:
        name = section["name"].encode()
        expected += struct.pack("<H", len(name)) + name
        expected += struct.pack("<QQQ", section["offset"], section["blocks"], section["length"])
        expected += struct.pack("<IQ", crc(section["crcs"]), len(section["pieces"]))
    if frame[3] != expected:
        raise Unreadable(f"the directory of {file.name} says something else than the file")


# --- Journals ---

def commits(journals, covered):
    """The sequence numbers and payloads of the commits that follow the one covered."""
    expected = covered + 1
    for index, journal in enumerate(journals):
        offset = 64
        while offset < len(journal.data):
            frame = journal.frame(offset)
            if frame and frame[0] == COMMIT and frame[1] == expected:
                yield expected, frame[3]
                expected, offset = expected + 1, frame[4]
            elif frame and frame[0] == MARK and frame[1] == expected - 1:
                offset = frame[4]
            elif not journal.data[offset:].strip(b"\0"):
                break
            elif ends(journals, index, offset, expected):
                return
            else:
                break


def ends(journals, index, offset, expected):
    """Whether the commits end at a place where the next one is not; if not, it is in a later journal."""
    for later in journals[index:]:
        while offset < len(later.data):
            frame = later.frame(offset)
            if frame is None:
                offset += 1
                continue
            if frame[0] == COMMIT and frame[1] == expected:
                if later is journals[index]:
                    raise Unreadable(f"{later.name} holds bytes that belong to nothing")
                return False
            if frame[2] >= expected:
                raise Unreadable(f"commit {expected} is lost")
            offset = frame[4]
        offset = 64
    return True


# --- Content ---

CODES = {1: "text", 2: "integer", 3: "decimal", 4: "number", 5: "boolean", 6: "money", 7: "date", 8: "instant", 9: "duration",
         10: "reference", 11: "list", 12: "group"}


def value(data, type):
    name = type["type"]
    if name in ("text", "enumeration"):
        return data.decode()
    if name in ("integer", "date", "instant", "duration"):
        return int.from_bytes(data, "little", signed=True)
    if name == "boolean":
        return data == b"\x01"
    if name == "number":
        return struct.unpack("<d", data)[0] if data else 0.0
    if name == "decimal":
        return decimal(int.from_bytes(data[1:], "little", signed=True), data[0])
    if name == "money":
        packed = int.from_bytes(data[:8], "little")
        code = packed.to_bytes(8, "big")[:-1].rstrip(b"\0").decode()
        return {"currency": code, "digits": packed & 0xFF, "minorUnits": int.from_bytes(data[8:], "little", signed=True)}
    if name == "reference":
        return str(uuid.UUID(bytes=data))
    if name == "list":
        found, offset = [], 0
        while offset < len(data):
            length = struct.unpack_from("<I", data, offset)[0]
            found.append(value(data[offset + 4:offset + 4 + length], type["of"]))
            offset += 4 + length
        return found
    if name == "group":
        fields = type["fields"]
        return {field["name"]: value(slot, field["type"]) for field, slot in zip(fields, slots(data)) if slot is not None}
    raise Unreadable(f"there is no type {name}")


def decimal(coefficient, digits):
    text = str(abs(coefficient)).rjust(digits + 1, "0")
    text = text[:len(text) - digits] + ("." + text[len(text) - digits:] if digits else "")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "-" + text if coefficient < 0 else text


def slots(data):
    """The bytes of each slot, None for nil."""
    width = 4 if data[0] & 1 else 2
    count = struct.unpack_from("<H", data, 2)[0]
    ends_at = 4 + (count + 7) // 8
    values_at = ends_at + count * width
    found, start = [], 0
    for slot in range(count):
        end = int.from_bytes(data[ends_at + slot * width:ends_at + (slot + 1) * width], "little")
        is_there = data[4 + slot // 8] >> slot % 8 & 1
        found.append(data[values_at + start:values_at + end] if is_there else None)
        start = end
    return found


def custom_values(data):
    found, offset = {}, 0
    while offset < len(data):
        length = data[offset]
        name = data[offset + 1:offset + 1 + length].decode()
        found[name], offset = coded(data, offset + 1 + length)
    return found


def coded(data, offset):
    """A value that begins with the code of its type, and where it ends."""
    code, length = struct.unpack_from("<BI", data, offset)
    content, end = data[offset + 5:offset + 5 + length], offset + 5 + length
    if CODES[code] == "group":
        return custom_values(content), end
    if CODES[code] != "list":
        return value(content, {"type": CODES[code]}), end
    elements, place = [], 0
    while place < len(content):
        element, place = coded(content, place)
        elements.append(element)
    return elements, end


def record(data, layout):
    found = {}
    fields = layout["fields"]
    for slot, content in enumerate(slots(data[16:])):
        if content is None:
            continue
        if slot < len(fields):
            found[fields[slot]["name"]] = value(content, fields[slot]["type"])
        else:
            found.update(custom_values(content))
    return str(uuid.UUID(bytes=data[:16])), found


def apply(payload, layouts, records):
    """Makes a commit's changes; returns the layouts of those that follow."""
    offset = 1
    if payload[0] == 1:
        length = struct.unpack_from("<I", payload, 1)[0]
        layouts, offset = json.loads(payload[5:5 + length]), 5 + length
    offset += 8
    offset += 17 if payload[offset] == 1 else 1
    while offset < len(payload):
        operation, number = struct.unpack_from("<BH", payload, offset)
        layout, offset = layouts[number], offset + 3
        if operation == 1:
            length = struct.unpack_from("<I", payload, offset)[0]
            id, fields = record(payload[offset + 4:offset + 4 + length], layout)
            records.setdefault(layout["entity"], {})[id] = fields
            offset += 4 + length
        else:
            del records[layout["entity"]][str(uuid.UUID(bytes=payload[offset:offset + 16]))]
            offset += 16
    return layouts


def numbered(names, kind):
    return sorted(name for name in names if re.fullmatch(kind + r"-\d{20}", name))


def read(folder, opener=None):
    names = os.listdir(folder)
    checkpoints = numbered(names, "checkpoint")
    if not checkpoints:
        raise Unreadable("there is no store")
    checkpoint = File(os.path.join(folder, checkpoints[-1]), b"CRMKCHKP", opener)
    journals = [File(os.path.join(folder, name), b"CRMKJRNL", opener) for name in numbered(names, "journal")
                if int(name[-20:]) >= checkpoint.journal]
    if [journal.number for journal in journals] != list(range(checkpoint.journal, checkpoint.journal + len(journals))) or not journals:
        raise Unreadable("a journal is missing")
    if any(journal.identity != checkpoint.identity for journal in journals):
        raise Unreadable("a journal belongs to another store")
    layouts, records = [], {}
    for name, found in sections(checkpoint):
        if name == "layouts":
            layouts = json.loads(found[0])
        elif name.startswith("records/"):
            entity = name[len("records/"):]
            layout = next(layout for layout in layouts if layout["entity"] == entity)
            records[entity] = dict(record(piece, layout) for piece in found)
    sequence = checkpoint.number
    for sequence, payload in commits(journals, checkpoint.number):
        layouts = apply(payload, layouts, records)
    return {"identity": checkpoint.identity, "commits": sequence,
            "records": {entity: found for entity, found in records.items() if found}}


if __name__ == "__main__":
    try:
        opener = runpy.run_path(sys.argv[2])["open"] if len(sys.argv) > 2 else None
        json.dump(read(sys.argv[1], opener), sys.stdout, sort_keys=True, indent=1, ensure_ascii=False)
    except Unreadable as problem:
        sys.exit(f"{sys.argv[1]}: {problem}")
