"""Parts of a message as they travel."""

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.mail import wire

WRITABLE = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\r\0"))


def read(entity: wire.Entity) -> EmailMessage:
    message = message_from_bytes(wire.written(entity).encode("ascii"), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


@given(WRITABLE)
@example("trailing blank \nFrom the Embassy\n.\n")
@example("محترم جناب،\n" * 40)
@example("=20 = \t\n\n")
def test_every_text_arrives_as_it_was_written(text: str) -> None:
    entity = wire.text(text, "plain")

    assert entity.body.isascii()
    assert "\n" not in entity.body.replace("\r\n", "")
    assert max(len(line) for line in entity.body.split("\r\n")) <= 78
    payload = read(entity).get_payload(decode=True)
    assert isinstance(payload, bytes)
    assert payload.decode().replace("\r\n", "\n") == text.removesuffix("\n") + "\n"


@pytest.mark.check("M13")
@pytest.mark.parametrize(
    "value", ["one\r\nBcc: other@foreign.example", "one\nBcc: x", "one\rx", "one\0", "ə"]
)
def test_a_header_never_becomes_two(value: str) -> None:
    with pytest.raises(ValueError, match="Subject"):
        wire.written(wire.text("", "plain"), [("Subject", value)])


def test_a_file_keeps_its_name_in_any_script() -> None:
    message = read(wire.data(b"%PDF", "application/pdf", name='Dəvət "x".pdf'))

    assert message.get_filename() == 'Dəvət "x".pdf'
    assert message.get_content() == b"%PDF"


def test_a_media_type_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="media type"):
        wire.data(b"", "text/html\r\nX: y", name="x")
