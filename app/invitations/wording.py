"""What the desk is told after guests were added."""

from app.i18n import ngettext
from app.invitations.service import Added


def told(added: Added) -> str:
    """How many were added, and how many were left out and why."""
    words = [
        ngettext("%(num)d invitation was added.", "%(num)d invitations were added.", len(added.invitations))
    ]
    if added.listed_already:
        words.append(
            ngettext(
                "%(num)d person was on the list already.",
                "%(num)d persons were on the list already.",
                added.listed_already,
            )
        )
    if added.not_invitable:
        words.append(
            ngettext(
                "%(num)d person was left out: see the directory.",
                "%(num)d persons were left out: see the directory.",
                added.not_invitable,
            )
        )
    return " ".join(words)
