"""Persons of an invented directory."""

from collections.abc import Callable

import pytest

from app.audit.actor import SYSTEM
from app.db import transaction
from app.directory import service
from app.directory.models import ContactKind, NameKind, Person, TitleKind
from app.directory.service import ContactFacts, NameFacts, PersonFacts, Term, TitleFacts
from app.missions.models import Mission
from tests.factories import NOW


@pytest.fixture
def person(mission: Mission) -> Callable[..., Person]:
    """Make a person: `person("Xəzər Rzayev", office="Ambassador", organisation="Embassy of Azerbaijan")`."""

    def make(
        full: str = "Ayesha Siddiqa",
        *,
        office: str = "",
        organisation: str = "",
        emails: tuple[str, ...] = (),
        phones: tuple[str, ...] = (),
        native: str = "",
        titles: tuple[tuple[TitleKind, str], ...] = (),
        honorific: str = "",
        of: Mission | None = None,
        **more: object,
    ) -> Person:
        at = of or mission
        names = [NameFacts(full, family=full.split()[-1])]
        if native:
            names.append(NameFacts(native, NameKind.NATIVE, script="Arab", language="ur"))
        facts = PersonFacts(
            names=tuple(names),
            titles=tuple(TitleFacts(kind, text) for kind, text in titles),
            contacts=(
                *(ContactFacts(ContactKind.EMAIL, value) for value in emails),
                *(ContactFacts(ContactKind.PHONE, value) for value in phones),
            ),
            **more,  # type: ignore[arg-type]
        )
        with transaction():
            made = service.add_person(at.id, facts, actor=SYSTEM, now=NOW)
            if office or organisation:
                post = service.find_or_add_office(at.id, office, organisation=organisation)
                service.appoint(made, post, term=Term(honorific=honorific), actor=SYSTEM, now=NOW)
        return made

    return make
