"""What leaves the house leaves at once: no export waits under an address that another person could open."""

from collections.abc import Callable

import pytest

from app.accounts.models import Role
from app.missions.models import Mission
from tests.invitations import making
from tests.pages import Pages


@pytest.mark.check("S12")
def test_an_export_has_no_address_of_its_own(mission: Mission, as_role: Callable[..., Pages]) -> None:
    making.person(mission, "Henrik Aune")
    owner, other = as_role(Role.SOCIAL_SECRETARY), as_role(Role.PROTOCOL_OFFICER)
    path = f"/m/{mission.slug}/directory/export"
    form = owner.get(path).form("Export").set("purpose", "the seating plan")
    file = form.submit().response
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["Cache-Control"] == "no-store"
    assert "Location" not in file.headers

    for who in (owner, other):
        again = who.client.get(path, base_url="http://localhost")
        assert "Content-Disposition" not in again.headers
        assert b"Henrik" not in again.data
    assert other.get(path).status == 403
