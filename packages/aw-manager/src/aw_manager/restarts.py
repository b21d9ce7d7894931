"""When to start a module again that ended unasked, and when to stop trying."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["RestartPolicy", "Restarts"]


@dataclass(frozen=True, kw_only=True)
class RestartPolicy:
    """The rule: at once after the first crash, then after pauses that double; given up after `crash_limit`.

    A run of at least `stable` seconds shows that the module works: the crash that ends it counts as the
    first again. All times are seconds.
    """

    crash_limit: int = 8
    first_pause: float = 1.0
    longest_pause: float = 60.0
    stable: float = 60.0

    def pause(self, crashes: int) -> float | None:
        """How long to wait after that many quick crashes in a row; None when it is enough."""
        if crashes >= self.crash_limit:
            return None
        if crashes <= 1:
            return 0.0
        return float(min(self.first_pause * 2 ** (crashes - 2), self.longest_pause))


class Restarts:
    """The crashes of one module, counted by a policy."""

    def __init__(self, policy: RestartPolicy) -> None:
        self._policy = policy
        self.crashes = 0

    def after_crash(self, lifetime: float) -> float | None:
        """The pause after a run that lasted `lifetime` seconds, or None to give the module up."""
        self.crashes = 1 if lifetime >= self._policy.stable else self.crashes + 1
        return self._policy.pause(self.crashes)

    def forget(self) -> None:
        """Count from zero again: the module ended for a reason that is no crash."""
        self.crashes = 0
