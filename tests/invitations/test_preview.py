"""Wording the letter and looking at it before anything leaves; what the invitation says when it came back."""

import pytest

from app import clock
from app.db import db, transaction
from app.invitations import queries
from app.invitations.models import InvitationStatus
from app.mail import claims
from app.mail.models import LetterState, Outbox
from app.missions.models import Mission
from tests import factories
from tests.invitations import making
from tests.pages import Pages


def test_the_words_of_a_letter_are_seen_in_each_language_as_a_guest_gets_them(
    mission: Mission, desk: Pages
) -> None:
    event = factories.event(mission)
    making.invite(event, making.person(mission))
    texts = desk.get(f"/m/{mission.slug}/events/{event.id}/texts/az")
    assert "{salutation}" in texts.text
    worded = texts.submit(
        "Save the texts", **{"Words above the card in the letter": "{guest_line} {event.__class__} {venue}"}
    )

    shown = worded.follow("Preview the letter")
    assert "cənab Henrik Aune {event.__class__} Səfirin iqamətgahı" in shown.text
    assert "goes in another language" in shown.text
    assert "{event.__class__}" not in shown.follow("English").text
    elsewhere = desk.get(shown.path.replace("language=az", "language=xx"), check=False)
    assert elsewhere.status == 404


def test_without_guests_the_preview_says_so(mission: Mission, desk: Pages) -> None:
    event = factories.event(mission)

    shown = desk.get(f"/m/{mission.slug}/events/{event.id}/texts/en").follow("Preview the letter")

    assert "Nobody is on the list yet" in shown.text


@pytest.mark.parametrize("state", [LetterState.FAILED, LetterState.BOUNCED])
def test_the_invitation_says_to_telephone_when_its_letter_did_not_arrive(
    mission: Mission, desk: Pages, state: LetterState
) -> None:
    event = factories.event(mission)
    [invitation] = making.invite(event, making.person(mission))
    making.send_all(event)
    with transaction():
        claims.end(db.session.query(Outbox).one(), state, "5.1.1 No such mailbox here", clock.now())

    page = desk.get(f"/m/{mission.slug}/events/{event.id}/guests/{invitation.id}")

    assert "Telephone this guest" in page.text
    assert "No such mailbox here" in page.text


def test_a_sample_comes_to_oneself_and_holds_no_guest_s_link(mission: Mission, desk: Pages) -> None:
    event = factories.event(mission)
    [invitation] = making.invite(event, making.person(mission))
    page = desk.get(f"/m/{mission.slug}/events/{event.id}/guests/{invitation.id}/preview?language=az")
    page = page.submit("Send it to myself")
    assert "A sample is on its way to" in page.text

    [letter] = making.collect()
    assert letter["To"].addresses[0].domain == "valdara.example"
    assert factories.wording("az").title in str(letter["Subject"])
    assert "cənab Henrik Aune" in making.body(letter)
    assert "/r/" not in making.body(letter) + making.body(letter, "html")
    assert queries.get(mission.id, event.id, invitation.id).status is InvitationStatus.DRAFT


@pytest.mark.check("S19")
def test_the_preview_stands_in_a_frame_in_which_nothing_runs(mission: Mission, desk: Pages) -> None:
    event = factories.event(mission)
    [invitation] = making.invite(event, making.person(mission, "Henrik <script>alert(1)</script>"))
    page = desk.get(f"/m/{mission.slug}/events/{event.id}/guests/{invitation.id}/preview")
    [frame] = list(page.tree.iter("iframe"))
    assert frame.attrib["sandbox"] == ""
    body = desk.get(frame.attrib["src"], check=False).response
    policy = {part.split(" ")[0]: part for part in body.headers["Content-Security-Policy"].split("; ")}
    assert policy["sandbox"] == "sandbox"
    assert policy["default-src"] == "default-src 'none'"
    assert policy["script-src"] == "script-src 'none'"
    assert policy["frame-ancestors"] == "frame-ancestors 'self'"
    assert "<script>" not in body.get_data(as_text=True)
