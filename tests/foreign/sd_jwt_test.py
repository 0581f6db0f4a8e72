#!/usr/bin/env python3
"""Entries are SD-JWT payloads: a third-party verifier must give back the very members that the ledger shows.

Usage: sd_jwt_test.py BUILD. Runs itself in the environment that prepare.py made. The test wraps each entry in a JWT that it signs.
"""

import base64
import json
import os
import sys

import ledger_fixture

BUILD = sys.argv[1]
PYTHON = os.path.join(BUILD, "foreign", "venv", "bin", "python")
if os.path.realpath(sys.prefix) != os.path.realpath(os.path.dirname(os.path.dirname(PYTHON))):
    ledger_fixture.require(PYTHON, "The Python package sd-jwt")
    os.execv(PYTHON, [PYTHON, "-B", *sys.argv])

from jwcrypto.jwk import JWK  # noqa: E402
from jwcrypto.jws import JWS, InvalidJWSSignature  # noqa: E402
from sd_jwt.verifier import SDJWTVerifier  # noqa: E402

KEY = JWK.generate(kty="EC", crv="P-256")
OTHER_KEY = JWK.generate(kty="EC", crv="P-256")
IN_CLEAR = ("prev", "seq", "v")  # members of an entry that are not sealed; _sd and _sd_alg are SD-JWT's own


def sign(entry_line, key=KEY):
    jws = JWS(entry_line.encode())
    jws.add_signature(key, alg="ES256", protected=json.dumps({"alg": "ES256", "typ": "example+sd-jwt"}))
    return jws.serialize(compact=True)


def claims_of(jwt, disclosures, key=KEY):
    presentation = "~".join([jwt, *disclosures, ""])
    return SDJWTVerifier(presentation, lambda *_: key).get_verified_payload()


def members_of(claims):
    return {name: value for name, value in claims.items() if name not in IN_CLEAR}


def altered(disclosure):
    """The same claim with another value, well formed."""
    salt, name, _ = json.loads(base64.urlsafe_b64decode(disclosure + "=" * (-len(disclosure) % 4)))
    raw = json.dumps([salt, name, "altered"], separators=(",", ":")).encode()
    return name, base64.urlsafe_b64encode(raw).decode().rstrip("=")


def check_entry(shown):
    """Every member comes back; each held back stays hidden; an altered one is not taken for the true one."""
    jwt, disclosures = sign(shown["entry"]), shown["disclosures"]
    claims = claims_of(jwt, disclosures)
    clear = {name: value for name, value in json.loads(shown["entry"]).items() if name in IN_CLEAR}
    assert claims == shown["members"] | clear, (shown["seq"], claims, shown["members"])
    assert len(shown["members"]) == len(disclosures) > 7

    assert members_of(claims_of(jwt, [])) == {}
    held_back = altered(disclosures[-1])[0]
    expected = {name: value for name, value in shown["members"].items() if name != held_back}
    assert members_of(claims_of(jwt, disclosures[:-1])) == expected

    name, forged = altered(disclosures[-1])
    assert members_of(claims_of(jwt, [*disclosures[:-1], forged])) == expected, f"{name} of {shown['seq']} was taken"


def check_refusals(shown):
    """The library itself refuses a payload that is not what was signed, and a disclosure given for two digests."""
    jwt, disclosures = sign(shown["entry"]), shown["disclosures"]
    head, _, signature = jwt.split(".")
    entry = json.loads(shown["entry"])
    entry["seq"] += 1
    payload = base64.urlsafe_b64encode(json.dumps(entry).encode()).decode().rstrip("=")
    must_refuse(InvalidJWSSignature, f"{head}.{payload}.{signature}", disclosures)
    must_refuse(InvalidJWSSignature, jwt, disclosures, OTHER_KEY)
    entry = json.loads(shown["entry"])
    entry["_sd"][31] = entry["_sd"][0]
    must_refuse(ValueError, sign(json.dumps(entry)), disclosures)


def must_refuse(error, *arguments):
    try:
        claims_of(*arguments)
    except error:
        return
    raise AssertionError(f"taken, where {error.__name__} was expected")


def main():
    with ledger_fixture.Ledger(BUILD) as ledger:
        ledger.import_samples()
        size = ledger.get_json("/v1/status")["size"]
        for seq in range(size):
            check_entry(ledger.get_json(f"/v1/entries/{seq}"))
        check_refusals(ledger.get_json(f"/v1/entries/{size - 1}"))

        event = {"type": "demand.received", "matter": "sd-jwt-1", "mode": "historical", "demand_id": "sd-jwt-1-D1",
                 "kind": "us_sca_warrant", "occurred_at": {"precision": "day", "value": "2024-12-01"},
                 "note": "given back by another's library, with ünïcode"}
        status, body = ledger.request("POST", "/v1/events", json.dumps(event))
        assert status == 201, body
        answer = json.loads(body)
        claims = claims_of(sign(answer["receipt"]["entry"]), answer["disclosures"])
        assert event.items() <= claims.items(), claims
    print(f"{size} entries, each opened whole, in part and with a forged value; 4 refusals")


if __name__ == "__main__":
    main()
