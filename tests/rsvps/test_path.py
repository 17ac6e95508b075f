"""The way of a letter: put on the list, sent, opened, answered, confirmed."""

from app.invitations import queries
from app.invitations.models import GuestStatus, InvitationStatus
from app.missions.models import Mission
from tests import factories
from tests.invitations import making
from tests.pages import Pages


def test_a_couple_is_invited_and_accepts(mission: Mission, pages: Pages) -> None:
    event = factories.event(mission)
    he, _she = making.couple(mission)
    [invitation] = making.invite(event, he)
    making.send_all(event)

    [letter] = making.collect()
    assert letter["To"] == '"Mr. Henrik Aune" <aune@norway.example>'
    assert "Mr. Henrik Aune" in making.body(letter)
    page = pages.get(making.link_in(making.body(letter)))
    assert "Mrs. Aune" in page.text
    page = page.submit("We both accept")

    assert "Thank you. This is what was recorded." in page.text
    again = queries.get(mission.id, event.id, invitation.id)
    assert again.status is InvitationStatus.SENT
    assert [guest.status for guest in again.guests] == [GuestStatus.ACCEPTED, GuestStatus.ACCEPTED]
    [confirmation] = making.collect()
    assert confirmation["Subject"] == "Your reply: Victory Day reception"
    kinds = [part.get_content_type() for part in confirmation.walk()]
    assert kinds.count("image/png") == 2
    assert "text/calendar" in kinds
