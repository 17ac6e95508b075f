"""The press desk, page by page, as its people use it."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from PIL import Image

from app.accounts.models import Role, User
from app.db import transaction
from app.missions.models import Mission
from app.press import blocks as block
from app.press import queries
from app.press.models import TextState
from tests import factories
from tests.conftest import sign_in
from tests.pages import Pages
from tests.press import making
from tests.press.making import version_of


@pytest.fixture
def writer(staff: Callable[..., User]) -> User:
    return staff(Role.PRESS_OFFICER)


@pytest.fixture
def head(staff: Callable[..., User]) -> User:
    return staff(Role.HEAD_OF_MISSION)


@pytest.fixture
def press(app: Flask, writer: User) -> Pages:
    return sign_in(app, writer)


@pytest.fixture
def chancery(app: Flask, head: User) -> Pages:
    return sign_in(app, head)


def png(size: tuple[int, int] = (40, 30)) -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", size, "green").save(file, "PNG")
    file.seek(0)
    return file


def test_release_is_drafted_from_an_event_approved_and_published(
    press: Pages, chancery: Pages, pages: Pages, mission: Mission
) -> None:
    event = factories.event(mission)

    editor = press.get(f"/m/{mission.slug}/events/{event.id}/press").submit("Draft from the event’s facts")
    assert "Check every word" in editor.text
    shown = editor.submit("Save", Headline="Embassy marks Victory Day")
    assert (
        "On the occasion of Victory Day, the Embassy of Valdara held a reception at the Residence"
        in shown.text
    )
    assert "Ambassador of Valdara to Pakistan, and Mrs. Safarova received the guests." in shown.text
    waiting = shown.submit("Submit for approval")
    assert "Somebody else must approve it" in waiting.text
    with pytest.raises(AssertionError, match="no button"):
        waiting.form("Approve this text")

    approved = chancery.get(waiting.path).submit("Approve this text")
    assert "Approved, exactly as it stands" in approved.text
    done = press.get(waiting.path).submit("Publish")
    assert "Everybody can read it now" in done.text

    page = pages.get(f"/n/{mission.slug}/").follow("Embassy marks Victory Day")
    assert "Press release 1/" in page.text


def test_drafts_in_urdu_and_azerbaijani_are_made_of_the_event_in_that_language(
    press: Pages, mission: Mission
) -> None:
    event = factories.event(mission)

    urdu = press.get(f"/m/{mission.slug}/events/{event.id}/press").submit(
        "Draft from the event’s facts", Language="ur"
    )
    shown = urdu.submit("Save")

    assert "یومِ فتح کا استقبالیہ" in shown.text
    [release] = queries.of_event(mission.id, event.id)
    assert queries.languages(release) == ["ur"]
    again = shown.submit("Begin the text", Language="az").submit("Save")
    assert "Zəfər Günü qəbulu" in again.text


def test_event_without_release_teaches_the_next_step(press: Pages, mission: Mission) -> None:
    page = press.get(f"/m/{mission.slug}/events/{factories.event(mission).id}/press")

    assert "Nothing has been written about this event yet" in page.text


def test_press_officer_begins_a_release_without_an_event(press: Pages, mission: Mission) -> None:
    editor = press.get(f"/m/{mission.slug}/press/").submit("New release")
    shown = editor.submit(
        "Save", Headline="Consular hours change", Text="From Monday the section opens at nine."
    )

    assert "From Monday the section opens at nine." in shown.text
    assert "Consular hours change" in press.get(f"/m/{mission.slug}/press/").text


def test_editor_adds_a_block_without_script_and_loses_nothing(
    press: Pages, mission: Mission, writer: User
) -> None:
    release = making.drafted(mission, writer)
    editor = press.get(f"/m/{mission.slug}/press/{release.id}/en/edit")

    more = editor.form("quotation")
    more.fill("Headline", "Typed but not saved")
    page = more.submit()
    form = (
        page.form("Save")
        .set("blocks-1-text", "An evening.")
        .set("blocks-1-speaker", "Kamal Safarov")
        .submit()
    )

    assert "Typed but not saved" in form.text
    assert "“An evening.”" in form.text
    [paragraph, quotation] = block.from_data(version_of(release).blocks)
    assert isinstance(quotation, block.Quotation)
    assert (quotation.speaker, isinstance(paragraph, block.Paragraph)) == ("Kamal Safarov", True)


def test_blocks_are_moved_by_their_numbers_and_removed_by_emptying(
    press: Pages, mission: Mission, writer: User
) -> None:
    release = making.drafted(mission, writer)
    editor = press.get(f"/m/{mission.slug}/press/{release.id}/en/edit").form("subhead").submit()

    editor.form("Save").set("blocks-1-text", "Before").set("blocks-1-order", "5").submit()
    assert [type(one) for one in block.from_data(version_of(release).blocks)] == [
        block.Subhead,
        block.Paragraph,
    ]

    again = press.get(f"/m/{mission.slug}/press/{release.id}/en/edit")
    again.form("Save").set("blocks-0-text", "").submit()
    assert [type(one) for one in block.from_data(version_of(release).blocks)] == [block.Paragraph]


@pytest.mark.check("S18")
@pytest.mark.parametrize("target", ["javascript:alert(1)", "data:text/html,x", "//evil.example"])
def test_unsafe_link_is_refused_with_the_text_kept(
    press: Pages, mission: Mission, writer: User, target: str
) -> None:
    release = making.drafted(mission, writer)
    before = version_of(release).content_hash
    editor = press.get(f"/m/{mission.slug}/press/{release.id}/en/edit")

    page = editor.form("Save").set("blocks-0-text", f"See [this]({target}).").submit()

    assert page.status == 422
    assert f"The link “{target}” cannot be used." in page.text
    assert f"See [this]({target})." in page.text
    assert version_of(release).content_hash == before


def test_missing_headline_is_said_at_its_field(press: Pages, mission: Mission, writer: User) -> None:
    release = making.drafted(mission, writer)

    page = press.get(f"/m/{mission.slug}/press/{release.id}/en/edit").submit("Save", Headline="")

    assert page.status == 422
    assert 'id="headline-error"' in page.response.get_data(as_text=True)


def test_editing_an_approved_text_warns_and_takes_it_back(
    press: Pages, mission: Mission, writer: User, head: User
) -> None:
    release = making.submitted(mission, writer)
    making.approve(release, head)

    editor = press.get(f"/m/{mission.slug}/press/{release.id}/en/edit")
    assert "it must be approved again" in editor.text
    editor.submit("Save", Headline="Changed")

    assert version_of(release).state is TextState.DRAFT


def test_approval_of_a_text_seen_earlier_is_refused(
    press: Pages, chancery: Pages, mission: Mission, writer: User
) -> None:
    release = making.submitted(mission, writer)
    path = f"/m/{mission.slug}/press/{release.id}/en"
    seen = chancery.get(path).form("Approve this text")
    press.get(path + "/edit").submit("Save", Headline="Changed").submit("Submit for approval")

    answer = seen.submit()

    assert answer.status == 409
    assert not version_of(release).approved


def test_approver_sends_back_with_a_remark(
    chancery: Pages, press: Pages, mission: Mission, writer: User
) -> None:
    release = making.submitted(mission, writer)
    path = f"/m/{mission.slug}/press/{release.id}/en"

    refused = chancery.get(path).submit("Send back", What_should_be_changed="")
    assert refused.status == 422
    chancery.get(path).submit("Send back", What_should_be_changed="Name the ministers.")

    assert "Sent back: Name the ministers." in press.get(path).text


def test_forged_fields_change_nothing_else(press: Pages, mission: Mission, writer: User) -> None:
    release = making.drafted(mission, writer)
    editor = press.get(f"/m/{mission.slug}/press/{release.id}/en/edit")

    editor.form("Save").set("published_at", "2026-01-01").set("status", "published").set(
        "writers", "[]"
    ).submit()

    version = version_of(release)
    assert (version.state, version.writers) == (TextState.DRAFT, [str(writer.id)])


def test_foreign_mission_finds_no_release(app: Flask, mission: Mission, writer: User) -> None:
    release = making.drafted(mission, writer)
    other = factories.mission()
    stranger = sign_in(app, factories.staff(other, Role.PRESS_OFFICER))

    for rest in ("", "/en", "/en/edit"):
        assert stranger.get(f"/m/{other.slug}/press/{release.id}{rest}").status == 404
        assert stranger.get(f"/m/{mission.slug}/press/{release.id}{rest}").status == 404


@pytest.mark.parametrize(
    ("role", "path", "status"),
    [
        (Role.SOCIAL_SECRETARY, "", 200),
        (Role.SOCIAL_SECRETARY, "/edit", 403),
        (Role.HEAD_OF_MISSION, "/edit", 403),
        (Role.GATE_OFFICER, "", 403),
        (Role.AUDITOR, "", 403),
    ],
)
def test_roles_see_and_edit_what_is_theirs(
    as_role: Callable[..., Pages], mission: Mission, writer: User, role: Role, path: str, status: int
) -> None:
    release = making.drafted(mission, writer)

    assert as_role(role).get(f"/m/{mission.slug}/press/{release.id}/en{path}").status == status


def test_head_of_mission_approves_but_does_not_publish(
    chancery: Pages, mission: Mission, writer: User, head: User
) -> None:
    release = making.submitted(mission, writer)
    making.approve(release, head)
    path = f"/m/{mission.slug}/press/{release.id}/en"
    page = chancery.get(path)

    with pytest.raises(AssertionError, match="no button"):
        page.form("Publish")
    token = page.form("Send back").values[0][1]
    answer = chancery.post(
        path + "/publish", {"csrf_token": token, "seen_hash": version_of(release).content_hash}
    )
    assert answer.status == 403


def test_picture_is_cleaned_and_public_only_with_its_text(
    app: Flask, press: Pages, pages: Pages, mission: Mission, writer: User, head: User
) -> None:
    release = making.drafted(mission, writer)
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    Image.new("RGB", (3000, 2000), "red").save(file, "JPEG", exif=exif)
    file.seek(0)
    path = f"/m/{mission.slug}/press/{release.id}"

    form = press.get(path + "/en").form("Add the picture")
    editor = form.set("file", (file, "photo.jpg")).submit()
    [picture] = queries.pictures(queries.get(mission.id, release.id))
    assert (picture.width, picture.height) == (2000, 1333)
    assert b"SecretCamera" not in picture.content
    public = f"/n/{mission.slug}/{release.id}/pictures/{picture.id}.jpg"
    assert pages.get(public).status == 404

    page = editor.form("picture").submit().form("Save")
    page.set("blocks-1-picture", str(picture.id)).set("blocks-1-alt", "A hall full of guests")
    page.set("blocks-1-text", "Guests in the hall").submit().submit("Submit for approval")
    making.approve(release, head)
    making.publish(release, writer)

    shown = pages.get(f"/n/{mission.slug}/{release.id}/")
    [image] = shown.tree.iter("img")
    assert (image.attrib["src"], image.attrib["alt"]) == (public, "A hall full of guests")
    assert pages.get(public).response.mimetype == "image/jpeg"
    pdf = pages.get(f"/n/{mission.slug}/{release.id}/en/release.pdf").response
    assert b"/Image" in pdf.data


def test_picture_without_description_cannot_be_submitted(
    press: Pages, mission: Mission, writer: User
) -> None:
    release = making.drafted(mission, writer)
    path = f"/m/{mission.slug}/press/{release.id}"
    editor = press.get(path + "/en").form("Add the picture").set("file", (png(), "a.png")).submit()
    [picture] = queries.pictures(queries.get(mission.id, release.id))
    editor.form("picture").submit().form("Save").set("blocks-1-picture", str(picture.id)).submit()

    answer = press.get(path + "/en").submit("Submit for approval")

    assert answer.status == 422
    assert version_of(release).state is TextState.DRAFT


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"<svg onload=alert(1)>", b"\xff\xd8\xff broken"])
def test_what_is_no_picture_is_refused(press: Pages, mission: Mission, writer: User, content: bytes) -> None:
    release = making.drafted(mission, writer)
    form = press.get(f"/m/{mission.slug}/press/{release.id}/en").form("Add the picture")

    answer = form.set("file", (io.BytesIO(content), "a.jpg")).submit()

    assert answer.status == 422
    assert queries.pictures(queries.get(mission.id, release.id)) == []


def test_staff_see_earlier_versions_and_withdraw_with_a_notice(
    press: Pages, pages: Pages, mission: Mission, writer: User, head: User
) -> None:
    release = making.published(mission, writer, head)
    path = f"/m/{mission.slug}/press/{release.id}/en"
    editor = press.get(path).submit("Make a correction")
    editor.submit("Save", What_this_correction_corrects="The day was wrong.").submit("Submit for approval")
    making.approve(release, head)
    making.publish(release, writer, now=making.NOW + timedelta(hours=1))
    assert "Earlier public versions" in press.get(path).text

    press.get(path).submit("Withdraw for good", **{"Why, in English": "All of it was wrong."})

    gone = pages.get(f"/n/{mission.slug}/{release.id}/")
    assert (gone.status, "All of it was wrong." in gone.text) == (410, True)


def test_sole_officer_is_told_so(press: Pages, mission: Mission, writer: User) -> None:
    with transaction():
        mission.sole_press_officer = True
    release = making.submitted(mission, writer)
    path = f"/m/{mission.slug}/press/{release.id}/en"

    page = press.get(path)
    assert "you may approve your own text" in page.text
    assert "alone" in page.submit("Approve this text").text
