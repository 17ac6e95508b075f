"""What a letter looks like on the wire, and what a name or a subject can never do to it."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.mail.errors import AddressUnusable
from app.mail.message import (
    Attachment,
    Parts,
    SecretMissingError,
    clean_line,
    clean_text,
    compose,
    placeholder,
    usable_address,
)

ICS = "BEGIN:VCALENDAR\r\nMETHOD:PUBLISH\r\nBEGIN:VEVENT\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
HEADERS = {"From", "To", "Subject", "Date", "Message-ID", "Content-Language", "MIME-Version"}
BODY_HEADERS = {"Content-Type", "Content-Transfer-Encoding"}


def parts(**changes: Any) -> Parts:
    plain: dict[str, Any] = {
        "message_id": "<0190-7c@events.valdara.example>",
        "from_addr": "protocol@valdara.example",
        "from_name": "Embassy of Valdara",
        "to_addr": "guest@foreign.example",
        "to_name": "Ms Nigar Əliyeva",
        "subject": "A reception",
        "text": "Dear Ms Əliyeva,\n.\nFrom the Embassy\n",
    }
    return Parts(date=datetime(2026, 5, 9, 12, tzinfo=UTC), **{**plain, **changes})


def sent(letter: Parts, **more: Any) -> EmailMessage:
    raw = compose(letter, **more)
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")
    return message_from_bytes(raw, policy=policy.default)


def part(message: EmailMessage, media_type: str) -> EmailMessage:
    [found] = [piece for piece in message.walk() if piece.get_content_type() == media_type]
    assert isinstance(found, EmailMessage)
    return found


def body(message: EmailMessage, media_type: str) -> str:
    return str(part(message, media_type).get_content()).replace("\r\n", "\n")


def test_names_and_subject_in_any_script_arrive_as_written() -> None:
    message = sent(
        parts(
            to_name="محترمہ فاطمہ, H.E. «Ə»",
            from_name="Посольство Вальдары",
            subject="دعوت نامہ · Dəvət " * 6,
        )
    )

    assert str(message["Subject"]) == ("دعوت نامہ · Dəvət " * 6).strip()
    [to] = message["To"].addresses
    assert (to.display_name, to.addr_spec) == ("محترمہ فاطمہ, H.E. «Ə»", "guest@foreign.example")
    assert message["From"].addresses[0].display_name == "Посольство Вальдары"
    assert body(message, "text/plain") == "Dear Ms Əliyeva,\n.\nFrom the Embassy\n"


def test_text_html_calendar_and_picture_each_have_their_place() -> None:
    picture = Attachment("badge.png", "image/png", b"\x89PNG", cid="badge@letter")
    card = Attachment("card.pdf", "application/pdf", b"%PDF")
    message = sent(
        parts(html='<p>Badge <img src="cid:badge@letter"></p>', ics=ICS), attachments=[picture, card]
    )

    kinds = [piece.get_content_type() for piece in message.walk()]
    assert kinds == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "text/calendar",
        "application/pdf",
    ]
    assert part(message, "text/calendar").get_param("method") == "PUBLISH"
    assert part(message, "image/png")["Content-ID"] == "<badge@letter>"


def test_secrets_are_put_in_only_when_composed_and_escaped_in_html() -> None:
    letter = parts(
        text=f"Reply: {placeholder('reply_link')}", html=f'<a href="{placeholder("reply_link")}">Reply</a>'
    )

    message = sent(letter, secrets={"reply_link": 'https://x.example/r/1?a=1&b="2'})

    assert body(message, "text/plain") == 'Reply: https://x.example/r/1?a=1&b="2\n'
    assert 'href="https://x.example/r/1?a=1&amp;b=&quot;2"' in body(message, "text/html")


def test_a_letter_without_its_secret_does_not_leave() -> None:
    with pytest.raises(SecretMissingError, match=r"^reply_link$"):
        compose(parts(text=placeholder("reply_link")))


def test_typed_text_cannot_become_a_placeholder() -> None:
    typed = placeholder("reply_link")

    assert clean_text(typed) == clean_line(typed) == "reply_link"


@pytest.mark.check("M13")
@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=300))
@example("A\r\nBcc: all@foreign.example", "\r\n\r\nBody", "x\x00\u202ey\u2028z\x85\x0b\x1c")
@example(
    'a" <evil@foreign.example>, "b',
    "=?utf-8?q?=0D=0ABcc:_x@y.example?=",
    "=?utf-8?b?DQpCY2M6IHhAeS5leGFtcGxl?=",
)
@example("Ə, evil@foreign.example, " * 11, "é" * 200, "a" * 300)
@example("Ə <evil@foreign.example>" * 5, " " * 100, "\udcff")
def test_no_name_and_no_subject_changes_the_headers(to_name: str, from_name: str, subject: str) -> None:
    message = sent(parts(to_name=to_name, from_name=from_name, subject=subject))

    assert set(message.keys()) == HEADERS | BODY_HEADERS
    assert len(message.keys()) == len(set(message.keys()))
    assert [a.addr_spec for a in message["To"].addresses] == ["guest@foreign.example"]
    assert [a.addr_spec for a in message["From"].addresses] == ["protocol@valdara.example"]
    assert not set(str(message["Subject"])) & set("\r\n\x00\u202e\u2066")


@pytest.mark.check("M13")
@pytest.mark.parametrize(
    "address",
    [
        "",
        "guest",
        "guest@",
        "@foreign.example",
        "guest@localhost",
        "a@foreign.example\r\nRCPT TO:<b@foreign.example>",
        "a@foreign.example\nBcc: b@foreign.example",
        "a\x00@foreign.example",
        "a\u202e@foreign.example",
        "a@foreign.example,b@foreign.example",
        "<a@foreign.example>",
        "a b@foreign.example",
        "a@b@foreign.example",
        "a@foreign..example",
        "a@-foreign.example",
        ".a@foreign.example",
        "қонақ@foreign.example",
        "a" * 65 + "@foreign.example",
        "a@" + "b" * 64 + ".example",
        "a@" + ".".join(["b" * 60] * 5) + ".example",
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(AddressUnusable):
        usable_address(address)


def test_an_address_keeps_its_local_part_and_gets_an_ascii_domain() -> None:
    assert usable_address(" O'Neil+tag@Büro.example ") == "O'Neil+tag@xn--bro-hoa.example"


def test_only_the_sender_may_be_at_a_host_without_a_domain() -> None:
    assert sent(parts(from_addr="chancery@localhost"))["From"].addresses[0].addr_spec == "chancery@localhost"
    with pytest.raises(AddressUnusable):
        compose(parts(to_addr="guest@localhost"))


@pytest.mark.parametrize("name", ["Bcc", "Subject", "From", "Content-Type", "X-Evil"])
def test_only_known_headers_can_be_added(name: str) -> None:
    letter = Parts(**{**parts().__dict__, "headers": {name: "x"}})
    with pytest.raises(ValueError, match="may not carry"):
        compose(letter)
