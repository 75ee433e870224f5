"""Ctrl-C, SIGTERM and the end of the terminal, kept out of what must not be left half done."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["Interrupted", "Interrupts"]


class Interrupted(BaseException):
    """SIGINT, SIGTERM or SIGHUP arrived; `signum` says which."""

    def __init__(self, signum: int):
        super().__init__(signum)
        self.signum = signum


class Interrupts:
    """Turns the first signal into `Interrupted`; later ones are ignored, since the end has begun.

    Attributes
    ----------
    arrived
        The signal that arrived, or 0.
    """

    def __init__(self) -> None:
        self.arrived = 0
        self._held = 0

    @contextmanager
    def caught(self) -> Iterator[None]:
        """Handle these signals in this block, unless they are ignored, as with nohup; the main thread gets them."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        signals = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
        heard = [signum for signum in signals if signal.getsignal(signum) != signal.SIG_IGN]
        before = {signum: signal.signal(signum, self._handle) for signum in heard}
        try:
            yield
        finally:
            for signum, handler in before.items():
                signal.signal(signum, handler)

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Let nothing interrupt this block; a signal that arrives is raised at its end."""
        earlier = self.arrived
        self._held += 1
        try:
            yield
        finally:
            self._held -= 1
        if self.arrived and not earlier:
            raise Interrupted(self.arrived)

    def settle(self) -> None:
        """From now on only note in `arrived` what arrives: there is nothing left to interrupt."""
        self._held += 1

    def _handle(self, signum: int, _: object) -> None:
        if not self.arrived:
            self.arrived = signum
            if not self._held:
                raise Interrupted(signum)
