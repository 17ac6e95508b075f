"""Who may approve what, and what an approval is worth after a change."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.accounts.models import Role, User
from app.audit.actor import Actor
from app.audit.models import AuditEntry
from app.db import db, transaction
from app.missions.models import Mission
from app.press import queries, service
from app.press.errors import (
    AlreadyPublished,
    ChangeNoteMissing,
    CorrectionUnderWay,
    LanguageTaken,
    LanguageUnknown,
    NotApproved,
    NoticeMissing,
    NotPublic,
    NotPublished,
    NotSubmitted,
    OwnText,
    ReleaseWithdrawn,
    TextChanged,
    TextEmpty,
)
from app.press.models import PressRelease, ReleaseStatus, ReleaseVersion, TextState
from tests.press import making
from tests.press.making import NOW, content, version_of

Staff = Callable[..., User]


@pytest.fixture
def writer(staff: Staff) -> User:
    return staff(Role.PRESS_OFFICER)


@pytest.fixture
def head(staff: Staff) -> User:
    return staff(Role.HEAD_OF_MISSION)


def edit(release: PressRelease, by: User, text: str, lang: str = "en") -> None:
    with transaction():
        version = version_of(release, lang)
        service.edit(
            version,
            content=content(lang, text),
            seen_hash=version.content_hash,
            actor=Actor.staff(by.id),
            now=NOW,
        )


def verbs(mission: Mission) -> list[str]:
    query = select(AuditEntry.verb).where(
        AuditEntry.mission_id == mission.id, AuditEntry.verb.startswith("release.")
    )
    return list(db.session.scalars(query.order_by(AuditEntry.id)))


def test_release_goes_from_draft_to_published(mission: Mission, writer: User, head: User) -> None:
    release = making.drafted(mission, writer)
    assert version_of(release).state is TextState.DRAFT

    release = making.submitted(mission, writer)
    assert version_of(release).state is TextState.SUBMITTED

    making.approve(release, head)
    assert version_of(release).state is TextState.APPROVED

    making.publish(release, writer)
    version = version_of(release)
    assert version.state is TextState.PUBLISHED
    assert (release.status, release.number, release.year) == (ReleaseStatus.PUBLISHED, 1, 2026)
    assert version.published_at == NOW


def test_writer_cannot_approve_the_own_text(mission: Mission, writer: User, head: User) -> None:
    release = making.submitted(mission, writer)

    with pytest.raises(OwnText):
        making.approve(release, writer)
    with pytest.raises(NotApproved):
        making.publish(release, writer)


def test_whoever_changed_the_text_cannot_approve_it(mission: Mission, writer: User, head: User) -> None:
    release = making.drafted(mission, writer)
    edit(release, head, "Changed by the head of mission.")
    with transaction():
        service.submit(version_of(release), actor=Actor.staff(writer.id), now=NOW)

    for person in (writer, head):
        with pytest.raises(OwnText):
            making.approve(release, person)


def test_any_edit_drops_the_approval(mission: Mission, writer: User, head: User) -> None:
    release = making.submitted(mission, writer)
    making.approve(release, head)

    edit(release, writer, "The Embassy held a reception at the Residence!")

    version = version_of(release)
    assert version.state is TextState.DRAFT
    assert version.approvals == []
    with pytest.raises(NotApproved):
        making.publish(release, writer)


def test_changing_a_text_back_does_not_bring_its_approval_back(
    mission: Mission, writer: User, head: User
) -> None:
    release = making.submitted(mission, writer)
    making.approve(release, head)
    approved_hash = version_of(release).content_hash

    edit(release, writer, "Something else.")
    edit(release, writer, making.TEXTS["en"][1])
    with transaction():
        service.submit(version_of(release), actor=Actor.staff(writer.id), now=NOW)

    assert version_of(release).content_hash == approved_hash
    with pytest.raises(NotApproved):
        making.publish(release, writer)


def test_saving_without_a_change_keeps_the_approval(mission: Mission, writer: User, head: User) -> None:
    release = making.submitted(mission, writer)
    making.approve(release, head)

    edit(release, writer, making.TEXTS["en"][1])

    assert version_of(release).state is TextState.APPROVED


def test_approval_of_a_text_that_was_changed_meanwhile_is_refused(
    mission: Mission, writer: User, head: User
) -> None:
    release = making.submitted(mission, writer)
    seen = version_of(release).content_hash
    edit(release, writer, "Something else.")
    with transaction():
        service.submit(version_of(release), actor=Actor.staff(writer.id), now=NOW)

    with pytest.raises(TextChanged), transaction():
        service.approve(version_of(release), seen_hash=seen, actor=Actor.staff(head.id), now=NOW)


def test_two_people_editing_at_once_do_not_overwrite_each_other(mission: Mission, writer: User) -> None:
    release = making.drafted(mission, writer)
    seen = version_of(release).content_hash
    edit(release, writer, "The first one saves.")

    with pytest.raises(TextChanged), transaction():
        service.edit(
            version_of(release), content=content(), seen_hash=seen, actor=Actor.staff(writer.id), now=NOW
        )


def test_text_changed_in_the_database_cannot_be_published(mission: Mission, writer: User, head: User) -> None:
    release = making.submitted(mission, writer)
    making.approve(release, head)
    with transaction() as session:
        session.execute(update(ReleaseVersion).values(headline="Something nobody approved"))

    with pytest.raises(TextChanged):
        making.publish(release, writer)


def test_draft_cannot_be_approved(mission: Mission, writer: User, head: User) -> None:
    with pytest.raises(NotSubmitted):
        making.approve(making.drafted(mission, writer), head)


def test_empty_text_cannot_be_submitted(mission: Mission, writer: User) -> None:
    release = making.drafted(mission, writer, words=content(headline="Only a headline"))
    with transaction():
        version = version_of(release)
        empty = content(headline="Only a headline")
        empty = type(empty)(empty.headline, empty.dated, ())
        service.edit(
            version, content=empty, seen_hash=version.content_hash, actor=Actor.staff(writer.id), now=NOW
        )

    with pytest.raises(TextEmpty), transaction():
        service.submit(version_of(release), actor=Actor.staff(writer.id), now=NOW)


def test_approver_may_send_back_with_a_remark(mission: Mission, writer: User, head: User) -> None:
    release = making.submitted(mission, writer)
    making.approve(release, head)

    with transaction():
        service.send_back(version_of(release), note=" Name the guests. ", actor=Actor.staff(head.id), now=NOW)

    version = version_of(release)
    assert (version.state, version.review_note, version.approvals) == (
        TextState.DRAFT,
        "Name the guests.",
        [],
    )
    with pytest.raises(NotSubmitted), transaction():
        service.send_back(version_of(release), note="Again.", actor=Actor.staff(head.id), now=NOW)


def test_each_language_has_its_own_approval(mission: Mission, writer: User, head: User) -> None:
    release = making.published(mission, writer, head)
    with transaction():
        found = queries.get(mission.id, release.id)
        service.add_language(
            found, language="ur", content=content("ur"), actor=Actor.staff(writer.id), now=NOW
        )
        service.submit(queries.current(found, "ur"), actor=Actor.staff(writer.id), now=NOW)

    with pytest.raises(NotApproved):
        making.publish(release, writer, "ur")
    making.approve(release, head, "ur")
    making.publish(release, writer, "ur")

    assert queries.public_languages(queries.get(mission.id, release.id)) == ["en", "ur"]
    assert release.number == 1


def test_language_is_begun_once_and_only_if_the_mission_publishes_in_it(
    mission: Mission, writer: User
) -> None:
    release = making.drafted(mission, writer)

    with pytest.raises(LanguageTaken), transaction():
        service.add_language(release, language="en", content=content(), actor=Actor.staff(writer.id), now=NOW)
    with pytest.raises(LanguageUnknown), transaction():
        service.add_language(release, language="fr", content=content(), actor=Actor.staff(writer.id), now=NOW)


def test_sole_press_officer_may_approve_alone_and_it_is_noted(mission: Mission, writer: User) -> None:
    with transaction():
        mission.sole_press_officer = True
    release = making.submitted(mission, writer)

    making.approve(release, writer)
    making.publish(release, writer)

    [approval] = version_of(release).approvals
    assert approval.sole_officer
    assert "release.approve_alone" in verbs(mission)


def test_sole_officer_mode_ends_where_somebody_else_could_approve(
    mission: Mission, writer: User, head: User
) -> None:
    with transaction():
        mission.sole_press_officer = True
    release = making.submitted(mission, writer)

    with pytest.raises(OwnText):
        making.approve(release, writer)
    making.approve(release, head)

    assert "release.approve_alone" not in verbs(mission)


def test_without_that_mode_one_officer_alone_publishes_nothing(mission: Mission, writer: User) -> None:
    with pytest.raises(OwnText):
        making.approve(making.submitted(mission, writer), writer)


def test_published_text_is_frozen(mission: Mission, writer: User, head: User) -> None:
    release = making.published(mission, writer, head)

    with pytest.raises(AlreadyPublished):
        edit(release, writer, "Later.")
    with pytest.raises(AlreadyPublished):
        making.publish(release, writer)
    with pytest.raises(AlreadyPublished), transaction():
        service.discard(version_of(release), actor=Actor.staff(writer.id), now=NOW)


def test_correction_is_a_new_version_with_a_note_and_its_own_approval(
    mission: Mission, writer: User, head: User
) -> None:
    release = making.published(mission, writer, head)
    with transaction():
        found = queries.get(mission.id, release.id)
        service.correct(found, language="en", actor=Actor.staff(writer.id), now=NOW)
    version = version_of(release)
    assert (version.number, version.state) == (2, TextState.DRAFT)

    with pytest.raises(ChangeNoteMissing), transaction():
        service.submit(version_of(release), actor=Actor.staff(writer.id), now=NOW)
    found = queries.get(mission.id, release.id)
    with pytest.raises(CorrectionUnderWay):
        service.correct(found, language="en", actor=Actor.staff(writer.id), now=NOW)
    with transaction():
        version = version_of(release)
        corrected = content(text="The Embassy held a dinner.", note="It was a dinner, not a reception.")
        service.edit(
            version, content=corrected, seen_hash=version.content_hash, actor=Actor.staff(writer.id), now=NOW
        )
        service.submit(version, actor=Actor.staff(writer.id), now=NOW)
    making.approve(release, head)
    making.publish(release, writer, now=NOW + timedelta(hours=12))

    release = queries.get(mission.id, release.id)
    public = queries.published(release, "en")
    assert public is not None
    assert public.number == 2
    assert (release.number, release.published_at) == (1, NOW)
    assert release.changed_at == NOW + timedelta(hours=12)
    assert len(queries.published_versions(release, "en")) == 2


def test_unpublished_text_is_not_corrected_but_edited(mission: Mission, writer: User) -> None:
    release = making.drafted(mission, writer)

    with pytest.raises(NotPublished), transaction():
        service.correct(release, language="en", actor=Actor.staff(writer.id), now=NOW)


def test_correction_may_be_thrown_away(mission: Mission, writer: User, head: User) -> None:
    release = making.published(mission, writer, head)
    with transaction():
        found = queries.get(mission.id, release.id)
        service.correct(found, language="en", actor=Actor.staff(writer.id), now=NOW)

    with transaction():
        gone = service.discard(version_of(release), actor=Actor.staff(writer.id), now=NOW)

    assert gone is False
    assert version_of(release).number == 1


def test_draft_thrown_away_takes_its_release_along(mission: Mission, writer: User) -> None:
    release = making.drafted(mission, writer)

    with transaction():
        assert service.discard(version_of(release), actor=Actor.staff(writer.id), now=NOW)

    assert queries.all_of(mission.id) == []


def test_withdrawal_is_for_good_and_needs_its_reason(mission: Mission, writer: User, head: User) -> None:
    release = making.published(mission, writer, head)
    actor = Actor.staff(writer.id)

    with pytest.raises(NoticeMissing), transaction():
        service.withdraw(queries.get(mission.id, release.id), notices={"en": " "}, actor=actor, now=NOW)
    with transaction():
        service.withdraw(
            queries.get(mission.id, release.id), notices={"en": "Wrong day."}, actor=actor, now=NOW
        )

    with pytest.raises(ReleaseWithdrawn), transaction():
        service.correct(queries.get(mission.id, release.id), language="en", actor=actor, now=NOW)
    with pytest.raises(NotPublic), transaction():
        service.restore(queries.get(mission.id, release.id), actor=actor, now=NOW)


def test_withheld_release_comes_back(mission: Mission, writer: User, head: User) -> None:
    release = making.published(mission, writer, head)
    actor = Actor.staff(writer.id)

    with transaction():
        service.withhold(
            queries.get(mission.id, release.id), notices={"en": "Checking."}, actor=actor, now=NOW
        )
    assert queries.get(mission.id, release.id).status is ReleaseStatus.WITHHELD
    with transaction():
        service.restore(queries.get(mission.id, release.id), actor=actor, now=NOW)

    release = queries.get(mission.id, release.id)
    assert (release.status, release.notices) == (ReleaseStatus.PUBLISHED, {})


def test_draft_cannot_be_withdrawn(mission: Mission, writer: User) -> None:
    release = making.drafted(mission, writer)

    with pytest.raises(NotPublic), transaction():
        service.withdraw(release, notices={"en": "Wrong."}, actor=Actor.staff(writer.id), now=NOW)


def test_numbers_count_up_by_year(mission: Mission, writer: User, head: User) -> None:
    first, second = making.published(mission, writer, head), making.published(mission, writer, head)

    assert (first.number, second.number) == (1, 2)


def test_every_act_is_in_the_trail_without_words(mission: Mission, writer: User, head: User) -> None:
    making.published(mission, writer, head)

    assert verbs(mission) == ["release.draft", "release.submit", "release.approve", "release.publish"]
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.verb.startswith("release."))).all()
    assert all("Harvest" not in str(entry.fields) for entry in entries)
