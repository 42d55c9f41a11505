"""What follows from publishing a snapshot, in apps that this one does not know: they say so here."""

from collections.abc import Callable
from datetime import datetime

from diagnosis.models import BenchmarkSnapshot

# Called within the transaction that publishes: it writes jobs, and does nothing that takes time.
Follower = Callable[[BenchmarkSnapshot, datetime], None]
_FOLLOWERS: dict[str, Follower] = {}
# Asked before: whether a snapshot must not be published for what it would tell beside what they have told.
Objection = Callable[[BenchmarkSnapshot, datetime], bool]
_OBJECTIONS: dict[str, Objection] = {}


def objection_register(name: str, objection: Objection) -> None:
    """Ask before every publication; a name registered again replaces the one before."""
    _OBJECTIONS[name] = objection


def followers_object(snapshot: BenchmarkSnapshot, now: datetime) -> bool:
    """Tell whether anybody speaks against publishing a snapshot."""
    return any(objection(snapshot, now) for objection in _OBJECTIONS.values())


def follower_register(name: str, follower: Follower) -> None:
    """Tell of every snapshot that is published; a name registered again replaces the one before."""
    _FOLLOWERS[name] = follower


def followers_tell(snapshot: BenchmarkSnapshot, now: datetime) -> None:
    """Tell all who asked that a snapshot is published from now on."""
    for follower in _FOLLOWERS.values():
        follower(snapshot, now)
