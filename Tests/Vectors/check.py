#!/usr/bin/env python3
"""Reads commits.json by docs/formats.md alone and exits with 1 on any disagreement. Python's standard library only."""

import hashlib
import json
import pathlib
import struct
import sys
import zlib

PATH = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).with_name("commits.json")
faults = []


def sha(data):
    return hashlib.sha256(data).digest()


def expect(name, got, wanted):
    if got != wanted:
        faults.append(f"{name}: read {got!r}, the file says {wanted!r}")


class Reader:
    def __init__(self, data):
        self.data, self.place = data, 0

    def take(self, count):
        part = self.data[self.place:self.place + count]
        if len(part) != count:
            raise ValueError("the bytes end early")
        self.place += count
        return part

    def number(self, form):
        return struct.unpack(">" + form, self.take(struct.calcsize(form)))[0]

    def text8(self):
        return self.take(self.number("B")).decode("utf-8")

    def run16(self):
        return self.take(self.number("H"))

    def end(self):
        if self.place != len(self.data):
            raise ValueError("bytes are left over")


def read_header(data):
    r = Reader(data)
    h = {"version": r.number("B"), "suite": r.number("B"), "author": r.take(32).hex(), "authorSequence": r.number("Q"),
         "stream": r.text8(), "sequence": r.number("Q"), "previous": r.take(32).hex()}
    writer = r.text8()
    if writer:
        h["nextWriter"] = writer
    h["pens"] = [[r.text8(), r.text8()] for _ in range(r.number("B"))]
    h["joins"] = [r.text8() for _ in range(r.number("B"))]
    takeover = r.number("B")
    if takeover == 1:
        h["takeover"] = [r.text8(), str(r.number("Q")), r.take(32).hex()]
    elif takeover != 0:
        raise ValueError("takeover is neither 0 nor 1")
    h["writtenAt"] = r.number("q")
    offset = r.number("q")
    if offset != -2**63:
        h["clockOffset"] = offset
    h["bodyHash"] = r.take(32).hex()
    h["extra"] = r.run16().hex()
    h["facts"] = r.run16().hex()
    r.end()
    h["bytes"] = data.hex()
    h["id"] = sha(data).hex()
    return h


def read_body(data):
    r = Reader(data)
    r.take(16)
    codec = r.number("B")
    blobs = [r.take(32).hex() for _ in range(r.number("H"))] if codec & 1 else []
    length = r.number("I") if codec & 2 else None
    content = data[r.place:]
    if length is not None:
        content = zlib.decompress(content)
        assert len(content) == length
    return {"bytes": data.hex(), "hash": sha(data).hex(), "blobs": blobs, "content": content.hex()}


def node(left, right):
    return sha(b"\0" + left + right)


def root_of(leaves):
    while len(leaves) > 1:
        pairs = [node(leaves[i], leaves[i + 1]) for i in range(0, len(leaves) - 1, 2)]
        leaves = pairs + ([leaves[-1]] if len(leaves) % 2 else [])
    return leaves[0]


def root_by_path(leaf, i, n, path):
    path = list(path)
    while n > 1:
        if i ^ 1 < n:
            sibling = path.pop(0)
            leaf = node(leaf, sibling) if i % 2 == 0 else node(sibling, leaf)
        i, n = i // 2, (n + 1) // 2
    if path:
        raise ValueError("path too long")
    return leaf


# P-256, in affine coordinates.
P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
G = (0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
     0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5)


def add(a, b):
    if a is None or b is None:
        return a or b
    if a[0] == b[0] and (a[1] + b[1]) % P == 0:
        return None
    if a == b:
        slope = (3 * a[0] * a[0] - 3) * pow(2 * a[1], -1, P) % P
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, P) % P
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def times(k, point):
    result = None
    while k:
        if k & 1:
            result = add(result, point)
        point = add(point, point)
        k >>= 1
    return result


def verifies(info, signature, message):
    if len(info) != 91 or info[26] != 4 or len(signature) != 64:
        return False
    key = (int.from_bytes(info[27:59], "big"), int.from_bytes(info[59:91], "big"))
    if (key[1] ** 2 - key[0] ** 3 + 3 * key[0] - B) % P:
        return False
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    if not (0 < r < N and 0 < s < N):
        return False
    z, w = int.from_bytes(sha(message), "big"), pow(s, -1, N)
    point = add(times(z * w % N, G), times(r * w % N, key))
    return point is not None and point[0] % N == r


def main():
    vectors = json.loads(PATH.read_text(encoding="utf-8"))
    for name, want in sorted(vectors.items()):
        if not want:
            faults.append(f"{name}: no vectors")
    for v in vectors["headers"]:
        expect("header", read_header(bytes.fromhex(v["bytes"])), v)
    for v in vectors["bodies"]:
        expect("body", read_body(bytes.fromhex(v["bytes"])), v)
    for v in vectors["trees"]:
        leaves = [bytes.fromhex(leaf) for leaf in v["leaves"]]
        expect("root", root_of(leaves).hex(), v["root"])
        for i, path in enumerate(v["paths"]):
            siblings = [bytes.fromhex(sibling) for sibling in path]
            expect(f"path {i} of {len(leaves)}", root_by_path(leaves[i], i, len(leaves), siblings).hex(), v["root"])
    for v in vectors["signatures"]:
        info, content = bytes.fromhex(v["key"]), bytes.fromhex(v["content"])
        signature = bytes.fromhex(v["signature"])
        expect("key id", sha(info).hex(), v["keyID"])
        expect("signature", verifies(info, signature, v["purpose"].encode() + b"\0" + content), True)
        expect("signature for another purpose", verifies(info, signature, b"hallnet status 1\0" + content), False)
        other = signature[:32] + (N - int.from_bytes(signature[32:], "big")).to_bytes(32, "big")
        expect("n - s", verifies(info, other, v["purpose"].encode() + b"\0" + content), True)
    for v in vectors["lanes"]:
        digest = bytes(32)
        for i, whole, want in zip(v["ids"], v["whole"], v["digests"]):
            digest = sha(digest + bytes.fromhex(i) + bytes([whole]))
            expect("lane digest", digest.hex(), want)
    for v in vectors["manifests"]:
        data = bytes.fromhex(v["bytes"])
        r = Reader(data)
        length = r.number("Q")
        r.take(16)
        pieces = [r.take(32).hex() for _ in range(r.number("H"))]
        r.end()
        expect("manifest", {"bytes": data.hex(), "id": sha(data).hex(), "length": length, "pieces": pieces}, v)
        expect("count of pieces", len(pieces), -(-length // 2**20))
    for fault in faults:
        print(fault)
    return 1 if faults else 0


sys.exit(main())
