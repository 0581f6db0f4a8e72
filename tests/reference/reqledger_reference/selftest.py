"""Known vectors for the verifier itself: from the RFCs, and from tests/testdata.

Source: RFC 6962 (tree of section 2.1.3's shape, hashes of certificate-transparency's test set), RFC 9901 section 4.2.1.
"""

import json
import os

from .encoding import Malformed, canonical, decode_base64, decode_base64url, parse_json
from .event import digest_of, is_occurred_at
from .tlog import (Checkpoint, Key, consistency_proof, extends, includes, inclusion_proof, leaf_hash,
                   parse_tlog_proof, root_of)

_CT_LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
_CT_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
_REFUSED_JSON = [b'{"a":1,"a":1}', b"null", b"1.0", b"1e2", b"-0", b"01", b'"\\ud800"', b'"\x7f"', b'"\\u0000"', b"[1,]",
                 b"9007199254740992", b"\xef\xbb\xbf1", b'"\xff"', b"", b"1 2", b'"\t"']
_OCCURRED = [
    ({"precision": "day", "value": "2024-02-29"}, True),
    ({"precision": "day", "value": "2023-02-29"}, False),
    ({"precision": "day", "value": "0000-02-29"}, True),
    ({"precision": "unknown"}, True),
    ({"precision": "unknown", "value": "2024"}, False),
    ({"precision": "instant", "value": "2024-01-01T00:00:60Z"}, False),
    ({"precision": "instant", "value": "2024-01-01T00:00:59.1234567Z"}, False),
    ({"precision": "minute", "value": "2024-01-01T23:59-00:00"}, True),
    ({"precision": "minute", "value": "2024-01-01T23:59Z"}, False),
]


def _refuses(function, argument):
    try:
        function(argument)
    except Malformed:
        return True
    return False


def _tree():
    leaves = [leaf_hash(bytes.fromhex(text)) for text in _CT_LEAVES]
    for size, root in enumerate(_CT_ROOTS, 1):
        yield f"root of {size}", root_of(leaves[:size]).hex() == root
    for size in range(1, 9):
        for index in range(size):
            proof = inclusion_proof(index, leaves[:size])
            yield f"inclusion {index} in {size}", includes(leaves[index], index, size, root_of(leaves[:size]), proof)
            yield f"no inclusion {index} in {size}", not includes(leaves[index], index, size, root_of([]), proof)
        for old in range(size + 1):
            proof = consistency_proof(old, leaves[:size])
            args = (old, root_of(leaves[:old]), size, root_of(leaves[:size]))
            yield f"consistency {old} to {size}", extends(*args, proof)
            yield f"no consistency {old} to {size}", not extends(*args, [*proof, leaves[0]])


def _encoding():
    for raw in _REFUSED_JSON:
        yield f"refuse {raw!r}", _refuses(parse_json, raw)
    yield "canonical form", canonical(parse_json(b'{"b" : [1,true],"a":"\\u00e9\\n\\/"}')) == '{"a":"é\\n/","b":[1,true]}'.encode()
    yield "base64 of unused bits", _refuses(decode_base64, "QUJ=") and _refuses(decode_base64url, "QUJ")
    yield "base64url padding", _refuses(decode_base64url, "QQ==") and decode_base64url("QQ") == b"A"
    for value, good in _OCCURRED:
        yield f"occurred_at {value}", is_occurred_at(value) == good
    # RFC 9901 section 4.2.3: the digest of its first example of a disclosure.
    disclosure = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0"
    yield "SD-JWT digest", digest_of(disclosure) == "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"


def _tlog_vectors(folder):
    """tests/testdata/tlog: made with the tools that C2SP names."""
    with open(os.path.join(folder, "vectors.json"), encoding="utf-8") as file:
        vectors = json.load(file)
    leaves = [leaf_hash(b"entry-%d" % i) for i in range(7)]
    roots = {int(size): bytes.fromhex(root) for size, root in vectors["roots"].items()}
    for size, root in roots.items():
        yield f"tlog root of {size}", size > len(leaves) or root_of(leaves[:size]) == root
    proof = [bytes.fromhex(text) for text in vectors["inclusion_5_of_7"]]
    yield "tlog inclusion", proof == inclusion_proof(5, leaves) and includes(leaves[5], 5, 7, roots[7], proof)
    for old in (3, 4, 6):
        proof = [bytes.fromhex(text) for text in vectors[f"consistency_{old}_7"]]
        good = proof == consistency_proof(old, leaves) and extends(old, root_of(leaves[:old]), 7, roots[7], proof)
        yield f"tlog consistency {old}", good
    key = Key.parse(vectors["keys"]["log_ed_vkey"])
    for name in ("checkpoint7", "tlog_proof"):
        note = vectors[name].split("\n\n", 1)[-1] if name == "tlog_proof" else vectors[name]
        checkpoint = Checkpoint.parse(note.encode("utf-8"))
        yield f"tlog {name}", checkpoint.is_signed_by(key) and (checkpoint.size, checkpoint.root) == (7, roots[7])
    index, proof, checkpoint = parse_tlog_proof(vectors["tlog_proof"])
    yield "tlog proof file", includes(leaves[index], index, checkpoint.size, checkpoint.root, proof)
    yield "tlog witness key", _refuses(Key.parse, vectors["keys"]["w1_vkey_04"])


def _worked_example(path):
    with open(path, encoding="utf-8") as file:
        example = json.load(file)
    digests = [digest_of(text) for text in example["disclosures"]]
    yield "example digests", set(digests) <= set(example["digests"])
    yield "example entry", canonical(parse_json(example["entry"].encode())) == example["entry"].encode()
    yield "example leaf hash", leaf_hash(example["entry"].encode()).hex() == example["leaf_hash"]


def run(testdata):
    """Prints what fails; returns the exit status."""
    results = [*_tree(), *_encoding(), *_tlog_vectors(os.path.join(testdata, "tlog"))]
    example = os.path.join(testdata, "format_example.json")
    if os.path.exists(example):
        results += _worked_example(example)
    failed = [name for name, good in results if not good]
    for name in failed:
        print(f"FAILED {name}")
    print(f"{len(results) - len(failed)} of {len(results)} vectors hold")
    return 1 if failed else 0
