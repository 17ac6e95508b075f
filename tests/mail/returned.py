"""Messages as mail servers and mail readers send them back; `letter` and `to` are filled in."""

HEADERS = "Return-Path: <>\r\nMessage-ID: <{id}@mx.foreign.example>\r\nTo: {to}\r\nDate: Fri, 1 May 2026 09:05:00 +0000\r\n"


def report(
    to: str,
    *,
    action: str = "failed",
    status: str = "5.1.1",
    said: str = "550 5.1.1 <guest@foreign.example>: Recipient address rejected: User unknown",
    letter: str = "<x@events.valdara.example>",
    name: str = "1",
    whole: bool = False,
) -> bytes:
    """A delivery report of RFC 3464 as Postfix writes it, with the letter's headers or the whole letter."""
    original = "message/rfc822" if whole else "text/rfc822-headers"
    return (
        HEADERS.format(id=name, to=to) + "From: MAILER-DAEMON@mx.foreign.example (Mail Delivery System)\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="B"\r\n\r\n'
        "--B\r\nContent-Type: text/plain\r\n\r\nI am sorry: your message could not be delivered.\r\n"
        "--B\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.foreign.example\r\n\r\n"
        f"Final-Recipient: rfc822; guest@foreign.example\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"Diagnostic-Code: smtp; {said}\r\n\r\n"
        f"--B\r\nContent-Type: {original}\r\n\r\n"
        f"From: protocol@valdara.example\r\nTo: guest@foreign.example\r\nMessage-ID: {letter}\r\n\r\n"
        "--B--\r\n"
    ).encode()


def plain_bounce(to: str, *, name: str = "2") -> bytes:
    """As qmail writes it: no parts, the reason in words."""
    return (
        HEADERS.format(id=name, to=to)
        + "From: MAILER-DAEMON@qmail.foreign.example\r\nSubject: failure notice\r\n\r\n"
        "Hi. This is the qmail-send program at qmail.foreign.example.\r\n"
        "<guest@foreign.example>:\r\nSorry, no mailbox here by that name. (#5.1.1)\r\n"
    ).encode()


def away(
    to: str, *, header: str = "Auto-Submitted: auto-replied", letter: str = "", name: str = "3"
) -> bytes:
    """An automatic answer of RFC 3834."""
    marked = f"{header}\r\n" if header else ""
    answers = f"In-Reply-To: {letter}\r\n" if letter else ""
    return (
        HEADERS.format(id=name, to=to)
        + f"From: Guest <guest@foreign.example>\r\nSubject: Out of office\r\n{marked}{answers}\r\n"
        "I am away until Monday.\r\n"
    ).encode()


def person(to: str, *, name: str = "4") -> bytes:
    """Somebody answers the return address by hand."""
    return (
        HEADERS.format(id=name, to=to) + "From: =?utf-8?q?Nigar_=C6=8Fliyeva?= <guest@foreign.example>\r\n"
        "Subject: Re: A reception\r\n\r\nThank you, I shall come.\r\n"
    ).encode()
