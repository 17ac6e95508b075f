"""Lines of address that staff wrote themselves."""

from datetime import datetime

from app.audit import service as audit
from app.audit.actor import Actor
from app.db import db
from app.directory import address
from app.directory.models import AddressForm, FormOrigin, Person, Usage


def set_line(person: Person, *, language: str, usage: Usage, text: str, actor: Actor, now: datetime) -> None:
    """Write a line by hand: it is used as it stands until it is unset. An empty text unsets it."""
    text = "\n".join(line.strip() for line in text.splitlines() if line.strip())[:500]
    form = next((f for f in person.address_forms if f.language == language and f.usage is usage), None)
    if not text or text == address.composed(person, language, usage):
        unset_line(person, language=language, usage=usage, actor=actor, now=now)
        return
    if form is None:
        form = AddressForm(mission_id=person.mission_id, language=language, usage=usage)
        person.address_forms.append(form)
    form.text, form.origin = text, FormOrigin.MANUAL
    form.composed_from = address.inputs_hash(person, language)
    db.session.flush()
    _audit("person.set_line", person, usage, actor=actor, now=now)


def unset_line(person: Person, *, language: str, usage: Usage, actor: Actor, now: datetime) -> None:
    """Go back to the composed line."""
    for form in list(person.address_forms):
        if form.language == language and form.usage is usage:
            person.address_forms.remove(form)
            _audit("person.unset_line", person, usage, actor=actor, now=now)
    db.session.flush()


def _audit(verb: str, person: Person, usage: Usage, *, actor: Actor, now: datetime) -> None:
    audit.record(
        verb, "person", person.id, actor=actor, now=now, mission_id=person.mission_id, fields=[usage.value]
    )
