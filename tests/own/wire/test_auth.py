"""Password schemes, against the vectors in facts/auth.jsonl (8 OPEN vectors are published, the rest is computed)."""

import json
from pathlib import Path

import pytest

from custom_components.openwebnet.own.wire.auth import (
    Digest,
    digits_to_hex,
    hex_to_digits,
    hmac_client_digest,
    hmac_server_digest,
    open_result,
)

FACTS = [json.loads(line) for line in (Path(__file__).parents[1] / "facts/auth.jsonl").read_text().splitlines()]


@pytest.mark.parametrize("fact", [fact for fact in FACTS if fact["type"] == "open"], ids=lambda fact: fact["nonce"])
def test_open_vectors(fact: dict[str, str]) -> None:
    """The answer to a numeric challenge."""
    assert open_result(str(fact["password"]), str(fact["nonce"])) == str(fact["result"])


@pytest.mark.parametrize("fact", [fact for fact in FACTS if fact["type"] == "hmac"], ids=lambda fact: fact["password"])
def test_hmac_vectors(fact: dict[str, str]) -> None:
    """Both digests, and their coding in frames."""
    digest = {"sha1": Digest.SHA1, "sha256": Digest.SHA256}[fact["algorithm"]]
    ra = digits_to_hex(fact["ra_frame"][2:-2])
    assert ra == fact["ra_hex"]
    client = hmac_client_digest(digest, fact["password"], ra, fact["rb_hex"])
    assert f"*#{hex_to_digits(fact['rb_hex'])}*{hex_to_digits(client)}##" == fact["client_frame"]
    server = hmac_server_digest(digest, fact["password"], ra, fact["rb_hex"])
    assert f"*#{hex_to_digits(server)}##" == fact["server_frame"]


@pytest.mark.parametrize("password", ["abc", "", "12a", "١٢"])
def test_a_numeric_challenge_needs_digits(password: str) -> None:
    """Letters can never answer it."""
    with pytest.raises(ValueError, match="digits"):
        open_result(password, "123")


@pytest.mark.parametrize(("nonce", "result"), [("0000000", "0"), ("0", "0"), ("0090", open_result("12345", "90"))])
def test_zeros_at_the_front_of_a_nonce_do_not_count(nonce: str, result: str) -> None:
    """The password is loaded at the first digit that is not 0."""
    assert open_result("12345", nonce) == result


@pytest.mark.parametrize("text", ["1", "16", "0116"])
def test_bad_digits_are_refused(text: str) -> None:
    """An odd number of digits, or a pair above 15."""
    with pytest.raises(ValueError, match="digits"):
        digits_to_hex(text)


def test_official_mini_vector() -> None:
    """protocol.md 2.5."""
    assert digits_to_hex("101500000101100111150203") == "af0011a1bf23"
