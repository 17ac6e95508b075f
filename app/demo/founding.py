"""The mission and its sign-ins."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.accounts import service as accounts
from app.accounts.models import Role
from app.audit.actor import SYSTEM, Actor
from app.demo.reading import DATA, read
from app.missions import service as missions
from app.missions.models import Mission

PASSWORD = "chancery-demo"  # noqa: S105 - public by design; its accounts are refused outside demo mode
PLAIN = (
    "host_state",
    "cities",
    "zone",
    "languages",
    "accent_colour",
    "attendance_rounding",
    "mail_from",
    "reply_to",
    "telephone",
    "phone_region",
    "press_contact",
)


@dataclass(frozen=True, slots=True)
class Embassy:
    """The mission, and who acts in it."""

    mission: Mission
    staff: dict[Role, Actor]

    @property
    def secretary(self) -> Actor:
        return self.staff[Role.SOCIAL_SECRETARY]


def slug() -> str:
    return str(read("mission")["slug"])


def sign_ins() -> list[tuple[str, Role]]:
    """The e-mail address and role of every demo account."""
    return [(one["email"], Role(one["role"])) for one in read("mission")["staff"]]


def found(*, now: datetime) -> Embassy:
    """Found the mission and open an account for each role."""
    facts: dict[str, Any] = read("mission")
    state = facts["sending_state"]
    missions.ensure_states()
    for one in (state, *facts["other_states"]):
        missions.put_state(one["code"], one["names"], actor=SYSTEM, now=now)
    mission = missions.create(
        facts["slug"],
        names=facts["names"],
        actor=SYSTEM,
        now=now,
        sending_state=state["code"],
        **{name: facts[name] for name in PLAIN},
    )
    mission.emblem = (DATA / "emblem.png").read_bytes()
    staff = {}
    for one in facts["staff"]:
        role = Role(one["role"])
        user = accounts.open_account(
            one["email"], name=one["name"], password=PASSWORD, actor=SYSTEM, now=now, demo=True
        )
        accounts.give_role(user, role=role, mission_id=mission.id, actor=SYSTEM, now=now)
        if role is Role.ADMINISTRATOR:
            accounts.give_role(
                user, role=Role.INSTALLATION_ADMINISTRATOR, mission_id=None, actor=SYSTEM, now=now
            )
        staff[role] = Actor.staff(user.id)
    return Embassy(mission, staff)
