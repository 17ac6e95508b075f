"""Who acts: passed into every verb that writes."""

from dataclasses import dataclass
from uuid import UUID

from app.audit.models import ActorKind


@dataclass(frozen=True, slots=True)
class Actor:
    """A member of staff, a guest by his link, a gate's device, or the product itself."""

    kind: ActorKind
    id: UUID | None = None

    @classmethod
    def staff(cls, user_id: UUID) -> "Actor":
        return cls(ActorKind.STAFF, user_id)

    @classmethod
    def guest(cls, invitation_id: UUID) -> "Actor":
        return cls(ActorKind.GUEST, invitation_id)

    @classmethod
    def device(cls, device_id: UUID) -> "Actor":
        return cls(ActorKind.DEVICE, device_id)


SYSTEM = Actor(ActorKind.SYSTEM)
