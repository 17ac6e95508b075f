"""The life of a press release: drafted, edited, submitted, approved, published, corrected, withdrawn."""

from datetime import datetime
from uuid import UUID

from app import clock
from app.audit import service as audit
from app.audit.actor import Actor
from app.db import db
from app.missions import queries as missions
from app.missions import service as numbers
from app.missions.models import Mission
from app.press import content as contents
from app.press import queries
from app.press.content import Content
from app.press.errors import (
    AlreadyPublished,
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
)
from app.press.models import Approval, PressRelease, ReleaseStatus, ReleaseVersion


def draft(
    mission: Mission,
    *,
    language: str,
    content: Content,
    actor: Actor,
    now: datetime,
    event_id: UUID | None = None,
    zone: str = "",
) -> PressRelease:
    """Begin a release with its first text. Raises LanguageUnknown, HeadlineMissing, TextTooLong."""
    zone = zone or mission.zone
    release = PressRelease(
        mission_id=mission.id,
        event_id=event_id,
        year=clock.to_local(now, zone).year,
        zone=zone,
        status=ReleaseStatus.DRAFT,
        created_at=now,
        created_by=actor.id,
    )
    db.session.add(release)
    db.session.flush()
    _record("release.draft", release, actor=actor, now=now)
    add_language(release, language=language, content=content, actor=actor, now=now)
    return release


def add_language(
    release: PressRelease, *, language: str, content: Content, actor: Actor, now: datetime
) -> ReleaseVersion:
    """Begin the text in one more language. Raises LanguageUnknown, LanguageTaken, ReleaseWithdrawn."""
    _open(release)
    if language not in missions.get(release.mission_id).languages:
        raise LanguageUnknown()
    if language in queries.languages(release):
        raise LanguageTaken()
    return _begin(release, language, 1, contents.tidy(content), actor, now)


def edit(version: ReleaseVersion, *, content: Content, seen_hash: str, actor: Actor, now: datetime) -> None:
    """Change the words. Any change takes the text back to draft and drops its approvals.

    `seen_hash` is the hash of the text that the editor began from. Raises AlreadyPublished, TextChanged,
    HeadlineMissing, TextTooLong.
    """
    _unpublished(version)
    if seen_hash != version.content_hash:
        raise TextChanged()
    content = contents.tidy(content)
    new_hash = contents.digest(content, version.language)
    if new_hash == version.content_hash:
        return
    _write(version, content, new_hash)
    version.submitted_at = None
    version.approvals.clear()
    if actor.id and str(actor.id) not in version.writers:
        version.writers = [*version.writers, str(actor.id)]
    _record("release.edit", version.release, actor=actor, now=now, fields=("blocks",))


def submit(version: ReleaseVersion, *, actor: Actor, now: datetime) -> None:
    """Ask for approval. Raises AlreadyPublished, TextEmpty, PictureNeedsDescription, ChangeNoteMissing."""
    _unpublished(version)
    contents.complete(contents.of(version), correction=version.number > 1)
    version.submitted_at = now
    version.review_note = ""
    _record("release.submit", version.release, actor=actor, now=now, fields=("submitted_at",))


def approve(version: ReleaseVersion, *, seen_hash: str, actor: Actor, now: datetime) -> Approval:
    """Consent to exactly the text whose hash was shown.

    Raises NotSubmitted, AlreadyPublished, TextChanged, and OwnText for whoever wrote any of it, unless
    the mission works with a sole press officer and nobody else could approve; that is noted.
    """
    _unpublished(version)
    if version.submitted_at is None:
        raise NotSubmitted()
    _unchanged(version, seen_hash)
    if actor.id is None:
        raise OwnText()
    alone = str(actor.id) in version.writers
    if alone and not may_approve_own(version):
        raise OwnText()
    for approval in version.approvals:
        if approval.by_id == actor.id and approval.content_hash == seen_hash:
            return approval
    approval = Approval(
        mission_id=version.mission_id,
        version_id=version.id,
        content_hash=version.content_hash,
        by_id=actor.id,
        at=now,
        sole_officer=alone,
    )
    version.approvals.append(approval)
    db.session.flush()
    verb = "release.approve_alone" if alone else "release.approve"
    _record(verb, version.release, actor=actor, now=now, fields=("approvals",))
    return approval


def may_approve_own(version: ReleaseVersion) -> bool:
    """Whether the mission works with one press officer and nobody else could approve this text."""
    others = queries.approvers(version.mission_id) - {UUID(writer) for writer in version.writers}
    return missions.get(version.mission_id).sole_press_officer and not others


def send_back(version: ReleaseVersion, *, note: str, actor: Actor, now: datetime) -> None:
    """Return a submitted text with a remark. Raises NotSubmitted, AlreadyPublished, NoticeMissing."""
    _unpublished(version)
    if version.submitted_at is None:
        raise NotSubmitted()
    if not note.strip():
        raise NoticeMissing()
    version.review_note = note.strip()[: contents.MAX_NOTE]
    version.submitted_at = None
    version.approvals.clear()
    _record("release.send_back", version.release, actor=actor, now=now, fields=("review_note",))


def publish(version: ReleaseVersion, *, seen_hash: str, actor: Actor, now: datetime) -> None:
    """Make the approved text public; the first language to go out gives the release its number.

    Raises AlreadyPublished, NotApproved, TextChanged, ReleaseWithdrawn.
    """
    _unpublished(version)
    release = version.release
    if not version.approved or version.submitted_at is None:
        raise NotApproved()
    _unchanged(version, seen_hash)
    if release.number is None:
        release.year = clock.to_local(now, release.zone).year
        release.number = numbers.next_number(release.mission_id, "release", str(release.year))
    version.published_at = now
    release.published_at = release.published_at or now
    release.changed_at = now
    if release.status is ReleaseStatus.DRAFT:
        release.status = ReleaseStatus.PUBLISHED
    verb = "release.publish" if version.number == 1 else "release.publish_correction"
    _record(verb, release, actor=actor, now=now, fields=("published_at",))


def correct(release: PressRelease, *, language: str, actor: Actor, now: datetime) -> ReleaseVersion:
    """Begin a correction: the next version, a copy of the public text, under the same address.

    Raises NotPublished, CorrectionUnderWay, ReleaseWithdrawn, TextNotFound.
    """
    _open(release)
    last = queries.current(release, language)
    if last.published_at is None:
        raise CorrectionUnderWay() if last.number > 1 else NotPublished()
    old = contents.of(last)
    content = Content(old.headline, old.dated, old.blocks, old.deck, old.place)
    _record("release.correct", release, actor=actor, now=now, fields=("versions",))
    return _begin(release, language, last.number + 1, content, actor, now)


def discard(version: ReleaseVersion, *, actor: Actor, now: datetime) -> bool:
    """Throw away a text that was never published; True when the release went with its only text."""
    _unpublished(version)
    release = version.release
    _record("release.discard", release, actor=actor, now=now, fields=("versions",))
    release.versions.remove(version)
    if release.versions:
        return False
    for picture in queries.pictures(release):
        db.session.delete(picture)
    db.session.flush()
    db.session.delete(release)
    return True


def withhold(release: PressRelease, *, notices: dict[str, str], actor: Actor, now: datetime) -> None:
    """Ask readers not to use the text while it is being checked. Raises NotPublic, NoticeMissing."""
    _set_aside(release, ReleaseStatus.WITHHELD, notices, (ReleaseStatus.PUBLISHED,), now)
    _record("release.withhold", release, actor=actor, now=now, fields=("status", "notices"))


def restore(release: PressRelease, *, actor: Actor, now: datetime) -> None:
    """Give a withheld release free again. Raises NotPublic."""
    if release.status is not ReleaseStatus.WITHHELD:
        raise NotPublic()
    release.status, release.notices, release.changed_at = ReleaseStatus.PUBLISHED, {}, now
    _record("release.restore", release, actor=actor, now=now, fields=("status", "notices"))


def withdraw(release: PressRelease, *, notices: dict[str, str], actor: Actor, now: datetime) -> None:
    """Take it back for good: its address answers with the notice. Raises NotPublic, NoticeMissing."""
    _set_aside(
        release, ReleaseStatus.WITHDRAWN, notices, (ReleaseStatus.PUBLISHED, ReleaseStatus.WITHHELD), now
    )
    _record("release.withdraw", release, actor=actor, now=now, fields=("status", "notices"))


def _set_aside(
    release: PressRelease,
    status: ReleaseStatus,
    notices: dict[str, str],
    allowed: tuple[ReleaseStatus, ...],
    now: datetime,
) -> None:
    if release.status not in allowed:
        raise NotPublic()
    said = {language: note.strip()[: contents.MAX_NOTE] for language, note in notices.items() if note.strip()}
    if not said:
        raise NoticeMissing()
    release.status, release.notices, release.changed_at = status, said, now


def _begin(
    release: PressRelease, language: str, number: int, content: Content, actor: Actor, now: datetime
) -> ReleaseVersion:
    version = ReleaseVersion(
        mission_id=release.mission_id,
        release_id=release.id,
        language=language,
        number=number,
        writers=[str(actor.id)] if actor.id else [],
        drafted_by=actor.id,
        drafted_at=now,
    )
    _write(version, content, contents.digest(content, language))
    release.versions.append(version)
    db.session.flush()
    return version


def _write(version: ReleaseVersion, content: Content, content_hash: str) -> None:
    data = contents.data_of(content, version.language)
    version.headline, version.deck, version.place = content.headline, content.deck, content.place
    version.dated, version.blocks, version.change_note = content.dated, data["blocks"], content.change_note
    version.content_hash = content_hash


def _open(release: PressRelease) -> None:
    if release.status is ReleaseStatus.WITHDRAWN:
        raise ReleaseWithdrawn()


def _unpublished(version: ReleaseVersion) -> None:
    """Take the row for this transaction, so that an edit and a publication cannot pass each other."""
    db.session.flush()
    db.session.refresh(version, with_for_update=True)
    _open(version.release)
    if version.published_at is not None:
        raise AlreadyPublished()


def _unchanged(version: ReleaseVersion, seen_hash: str) -> None:
    """The text that was read is the text that is stored, to the last character."""
    stored = contents.digest(contents.of(version), version.language)
    if not seen_hash == version.content_hash == stored:
        raise TextChanged()


def _record(
    verb: str, release: PressRelease, *, actor: Actor, now: datetime, fields: tuple[str, ...] = ()
) -> None:
    audit.record(
        verb,
        "press_release",
        release.id,
        actor=actor,
        now=now,
        mission_id=release.mission_id,
        event_id=release.event_id,
        fields=fields,
    )
