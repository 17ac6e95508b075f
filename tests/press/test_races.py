"""An edit and a publication at the same moment: nothing goes out that nobody approved."""

import threading
from collections.abc import Callable

from flask import Flask

from app.accounts.models import Role, User
from app.audit.actor import Actor
from app.db import db, transaction
from app.missions.models import Mission
from app.press import service
from app.press.errors import AlreadyPublished
from app.press.models import TextState
from tests.press import making
from tests.press.making import NOW, content, version_of


def test_edit_waits_for_a_publication_under_way_and_is_refused(
    app: Flask, mission: Mission, staff: Callable[..., User]
) -> None:
    writer, head = staff(Role.PRESS_OFFICER), staff(Role.HEAD_OF_MISSION)
    release = making.submitted(mission, writer)
    making.approve(release, head)
    version = version_of(release)
    actor, seen, text = Actor.staff(writer.id), version.content_hash, making.TEXTS["en"][0]
    refusals: list[type[Exception]] = []
    begun = threading.Event()

    def edit() -> None:
        with app.app_context():
            try:
                begun.set()
                with transaction():
                    late = content(headline="Slipped in")
                    service.edit(version_of(release), content=late, seen_hash=seen, actor=actor, now=NOW)
            except AlreadyPublished as refusal:
                refusals.append(type(refusal))
            finally:
                db.session.remove()

    db.session.expunge(release)
    thread = threading.Thread(target=edit)
    with transaction():
        service.publish(version_of(release), seen_hash=seen, actor=actor, now=NOW)
        thread.start()
        begun.wait(10)
    thread.join(30)

    assert refusals == [AlreadyPublished]
    public = version_of(release)
    assert (public.state, public.headline) == (TextState.PUBLISHED, text)
