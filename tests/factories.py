"""Rows as the services make them, with as little said as a test needs."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from app import clock
from app.accounts import service as accounts
from app.accounts.models import Role, User
from app.audit.actor import SYSTEM
from app.db import transaction
from app.events import service as events
from app.events.models import Event
from app.events.service import Plan, Wording
from app.missions import service as missions
from app.missions.models import Mission

NOW = datetime(2026, 10, 20, 9, 0, tzinfo=UTC)
_serial = itertools.count(1)


def mission(slug: str = "", **fields: Any) -> Mission:
    """An embassy in Islamabad."""
    with transaction():
        made = missions.create(
            slug or f"valdara-{next(_serial)}",
            names={"en": "Embassy of Valdara", "az": "Valdara Səfirliyi", "ur": "سفارت خانہ والدارا"},
            actor=SYSTEM,
            now=NOW,
            **{
                "zone": "Asia/Karachi",
                "host_state": "PK",
                "cities": {"en": "Islamabad", "az": "İslamabad", "ur": "اسلام آباد"},
                "languages": ["en", "az", "ur"],
                "mail_from": "protocol@valdara.example",
                "telephone": "+92 51 555 0147",
                "phone_region": "PK",
                **fields,
            },
        )
    return made


def staff(of: Mission, *roles: Role) -> User:
    """A member of staff with the given roles; the password cannot be used."""
    with transaction() as session:
        number = next(_serial)
        user = User(
            email=f"staff{number}@valdara.example",
            name=f"Staff {number}",
            created_at=NOW,
            fs_uniquifier=f"staff-{number}-{clock.now().timestamp()}",
            active=True,
        )
        session.add(user)
        session.flush()
        for role in roles:
            accounts.give_role(user, role=role, mission_id=of.id, actor=SYSTEM, now=NOW)
    return user


def event(of: Mission, *, published: bool = True, parking: str = "", **facts: Any) -> Event:
    """A reception twelve days ahead, from 18:30 to 20:30 there."""
    starts = (clock.to_local(clock.now(), of.zone) + timedelta(days=12)).replace(
        hour=18, minute=30, second=0, microsecond=0
    )
    plan = {
        "title": "Victory Day reception",
        "starts_local": starts,
        "ends_local": starts + timedelta(hours=2),
        "zone": of.zone,
        "address": "14 Margalla Road, Islamabad",
        "city": "Islamabad",
        "reply_until_local": (starts - timedelta(days=7)).replace(hour=23, minute=59),
        "reply_telephone": "+92 51 555 0147",
        "capacity": 320,
        "languages": ("en", "az", "ur"),
        **facts,
    }
    with transaction():
        made = events.plan(
            of.id,
            facts=Plan(**plan),
            wordings={
                language: replace(wording(language), parking=parking) for language in plan["languages"]
            },
            actor=SYSTEM,
            now=NOW,
        )
        if published:
            events.publish(made, actor=SYSTEM, now=NOW)
    return made


def move(event: Event, *, days: int) -> None:
    """The event is held so many days later; the day for replies stays."""
    values = {name: getattr(event, name) for name in Plan.__dataclass_fields__}
    later = timedelta(days=days)
    values |= {
        "starts_local": event.starts_local + later,
        "ends_local": event.ends_local + later if event.ends_local else None,
        "languages": tuple(event.languages),
    }
    with transaction():
        events.change(event, facts=Plan(**values), seen_version=event.version, actor=SYSTEM, now=clock.now())


def wording(language: str) -> Wording:
    if language == "az":
        return Wording(title="Zəfər Günü qəbulu", function="Qəbul", venue="Səfirin iqamətgahı")
    if language == "ur":
        return Wording(title="یومِ فتح کا استقبالیہ", function="استقبالیہ", venue="سفیر کی رہائش گاہ")
    return Wording(
        title="Victory Day reception",
        occasion="On the occasion of Victory Day",
        hosts="His Excellency Mr. Kamal Safarov\nAmbassador of Valdara to Pakistan\nand Mrs. Safarova",
        request_line="request the pleasure of the company of",
        function="Reception",
        venue="the Residence",
    )
