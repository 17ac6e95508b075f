"""Where letters go, from one setting."""

from pathlib import Path

import pytest
from flask import Flask

from app.mail.files import FilesCarrier
from app.mail.office import post_office, server_of


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.valdara.example", ("mail.valdara.example", 587, "starttls", "", "")),
        (
            "smtp://u%40v:p%2Fw@mail.valdara.example:25",
            ("mail.valdara.example", 25, "starttls", "u@v", "p/w"),
        ),
        ("smtp://127.0.0.1:1025?starttls=no", ("127.0.0.1", 1025, "none", "", "")),
        ("smtps://u:p@mail.valdara.example", ("mail.valdara.example", 465, "tls", "u", "p")),
    ],
)
def test_a_mail_address_says_how_to_hand_letters_in(url: str, expected: tuple[object, ...]) -> None:
    server = server_of(url, helo="events.valdara.example")

    assert (server.host, server.port, server.security, server.username, server.password) == expected
    assert server.helo == "events.valdara.example"


@pytest.mark.parametrize("url", ["", "mail.valdara.example", "http://mail.valdara.example", "smtp://"])
def test_another_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="MAIL_URL"):
        server_of(url, helo="x")


def test_a_password_is_never_shown() -> None:
    assert "s3cret" not in repr(server_of("smtp://u:s3cret@mail.valdara.example", helo="x"))


def test_without_a_server_letters_go_into_a_folder(app: Flask, instance: Path) -> None:
    office = post_office()

    assert office.folder == instance.resolve() / "letters"
    assert isinstance(office.carrier(), FilesCarrier)
