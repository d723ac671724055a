"""The handshake as a machine: what is answered to what the gateway says, and what a refusal means."""

import pytest
from hypothesis import given, strategies as st

from custom_components.openwebnet.own import InvalidAuthentication, InvalidSession
from custom_components.openwebnet.own.wire.auth import (
    Digest,
    digits_to_hex,
    hex_to_digits,
    hmac_client_digest,
    hmac_server_digest,
)
from custom_components.openwebnet.own.wire.handshake import Handshake, HandshakeState, SessionType

ACK, NACK = "*#*1##", "*#*0##"
CHALLENGE, RESULT = "*#603356072##", "*#25280520##"
"""What `12345` answers to it (protocol.md 2.4)."""
NONCE = "0102" * 16


def selected(session_type: SessionType = SessionType.CommandSession, password: str = "12345") -> Handshake:
    """Return a handshake whose selector was sent."""
    handshake = Handshake(session_type, password)
    handshake.receive(ACK)
    return handshake


def answered(password: str = "12345") -> Handshake:
    """Return a handshake that has answered a numeric challenge."""
    handshake = selected(password=password)
    assert handshake.receive(CHALLENGE) == (RESULT,)
    return handshake


@pytest.mark.parametrize(
    ("session_type", "selectors"),
    [
        (SessionType.EventSession, ("*99*1##",)),
        (SessionType.CommandSession, ("*99*0##", "*99*9##")),
        (SessionType.OldCommandSession, ("*99*0##", "*99*9##")),
    ],
)
def test_a_selector_that_is_refused_is_followed_by_the_other_one_if_there_is_one(
    session_type: SessionType, selectors: tuple[str, ...]
) -> None:
    """The old one first: every gateway knows it (protocol.md 2.2)."""
    handshake = Handshake(session_type, "")
    frames = [handshake.receive(ACK)]
    frames += [handshake.receive(NACK) for _ in selectors[1:]]
    assert frames == [(selector,) for selector in selectors]
    with pytest.raises(InvalidSession, match="refused the session"):
        handshake.receive(NACK)
    assert not handshake.is_open


def test_a_session_without_a_password_is_open_at_the_second_ack() -> None:
    handshake = Handshake(SessionType.EventSession, "")
    assert handshake.state is HandshakeState.GREETING
    assert handshake.receive(ACK) == ("*99*1##",)
    assert not handshake.is_open
    assert handshake.receive(ACK) == ()
    assert handshake.is_open
    with pytest.raises(InvalidSession, match="over"):
        handshake.receive(ACK)


def test_a_numeric_challenge_is_answered() -> None:
    handshake = answered()
    assert handshake.is_answered
    assert handshake.receive(ACK) == ()
    assert handshake.is_open
    assert not handshake.is_answered


def test_the_second_selector_may_be_challenged_too() -> None:
    handshake = selected()
    assert handshake.receive(NACK) == ("*99*9##",)
    assert handshake.receive(CHALLENGE) == (RESULT,)


@pytest.mark.parametrize("frame", [NACK, "*#*6##", "*1*1*11##"])
def test_anything_but_an_ack_to_the_answer_is_a_refused_password(frame: str) -> None:
    with pytest.raises(InvalidAuthentication) as raised:
        answered().receive(frame)
    assert not raised.value.doubtful


@pytest.mark.parametrize("digest", list(Digest))
def test_hmac_is_proved_on_both_sides(digest: Digest) -> None:
    handshake = selected(password="Abcdef123")
    assert handshake.receive(f"*98*{digest.value}##") == (ACK,)
    nonce = "0" * digest.hex_length
    (answer,) = handshake.receive(f"*#{hex_to_digits(nonce)}##")
    client_nonce, proof = (digits_to_hex(part) for part in answer[2:-2].split("*"))
    assert len(client_nonce) == digest.hex_length
    assert proof == hmac_client_digest(digest, "Abcdef123", nonce, client_nonce)
    assert handshake.is_answered
    server = hmac_server_digest(digest, "Abcdef123", nonce, client_nonce)
    assert handshake.receive(f"*#{hex_to_digits(server)}##") == (ACK,)
    assert handshake.is_open


def test_our_own_nonce_is_never_the_same() -> None:
    def answer() -> str:
        handshake = selected(password="Abcdef123")
        handshake.receive("*98*2##")
        (frame,) = handshake.receive("*#" + "01" * 64 + "##")
        return frame

    assert len({answer() for _ in range(10)}) == 10


def proving() -> Handshake:
    """Return a handshake that has proved its password and waits for the gateway's proof."""
    handshake = selected(password="Abcdef123")
    handshake.receive("*98*2##")
    handshake.receive("*#" + "01" * 64 + "##")
    return handshake


@pytest.mark.parametrize("frame", [NACK, ACK, "*#012##", "*#99##", "*1*1*11##"])
def test_what_is_no_proof_is_a_refused_password(frame: str) -> None:
    with pytest.raises(InvalidAuthentication, match="did not accept"):
        proving().receive(frame)


@pytest.mark.parametrize("proof", ["01" * 64, "01", "0102" * 32])
def test_a_gateway_that_cannot_prove_itself_is_not_trusted(proof: str) -> None:
    with pytest.raises(InvalidAuthentication, match="could not prove"):
        proving().receive(f"*#{proof}##")


@pytest.mark.parametrize("nonce", ["0102", "01" * 63, "01" * 65, "99" * 64, "012"])
def test_a_challenge_of_the_wrong_shape_is_refused(nonce: str) -> None:
    """Too short, too long, odd, or with pairs above 15; it says nothing of the password."""
    handshake = selected(password="Abcdef123")
    handshake.receive("*98*2##")
    with pytest.raises(InvalidSession, match="wrong length") as raised:
        handshake.receive(f"*#{nonce}##")
    assert not isinstance(raised.value, InvalidAuthentication)


def test_a_nack_instead_of_the_challenge_is_a_refused_session() -> None:
    handshake = selected(password="Abcdef123")
    handshake.receive("*98*2##")
    with pytest.raises(InvalidSession) as raised:
        handshake.receive(NACK)
    assert not isinstance(raised.value, InvalidAuthentication)


def test_an_unknown_algorithm_is_named() -> None:
    with pytest.raises(InvalidSession, match=r"\*98\*3##") as raised:
        selected().receive("*98*3##")
    assert not isinstance(raised.value, InvalidAuthentication)


@pytest.mark.parametrize("challenge", [CHALLENGE, "*98*1##", "*98*2##"])
def test_a_password_that_is_missing_is_said_so(challenge: str) -> None:
    with pytest.raises(InvalidAuthentication, match="asks for a password"):
        selected(password="").receive(challenge)


def test_letters_cannot_answer_a_numeric_challenge() -> None:
    with pytest.raises(InvalidAuthentication, match="digits only"):
        selected(password="Abcdef123").receive(CHALLENGE)


def test_a_nack_instead_of_the_greeting_is_a_refused_connection() -> None:
    with pytest.raises(InvalidSession, match="no free session") as raised:
        Handshake(SessionType.EventSession, "12345").receive(NACK)
    assert not isinstance(raised.value, InvalidAuthentication)


def test_what_a_gateway_leaving_without_a_word_means_depends_on_when_it_leaves() -> None:
    before = selected().refused(doubtful=True)
    assert not isinstance(before, InvalidAuthentication)
    after = answered().refused(doubtful=True)
    assert isinstance(after, InvalidAuthentication)
    assert after.doubtful


def test_a_challenge_that_looks_like_a_request_is_one_all_the_same() -> None:
    """protocol.md 1.8."""
    assert selected().receive("*#5##") == (f"*#{12345 << 5}##",)


SPOKEN = st.sampled_from([ACK, NACK, "*#*6##", CHALLENGE, "*98*1##", "*98*2##", "*98*9##", f"*#{NONCE}##", "*1*1*1##"])
NOISE = st.text("0123456789*#", max_size=20).map(lambda text: f"*{text}##")


@given(st.lists(SPOKEN | NOISE, max_size=8))
def test_no_frame_raises_anything_but_a_refusal(frames: list[str]) -> None:
    handshake = Handshake(SessionType.CommandSession, "12345")
    for frame in frames:
        try:
            answers = handshake.receive(frame)
        except InvalidSession:
            return
        assert all(answer.startswith("*") and answer.endswith("##") for answer in answers)
