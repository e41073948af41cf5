"""A disk that refuses its n-th call, for tests of what is left behind."""

import errno
import os
from collections.abc import Callable
from typing import Any

import pytest

CALLS = ("open", "write", "fsync", "rename", "replace", "mkdir", "unlink", "rmdir")


class FaultyDisk:
    """Let the n-th writing call of the operating system fail; if the disk ``dies``, all later ones too."""

    def __init__(self, patch: pytest.MonkeyPatch, *, failing_call: int, dies: bool) -> None:
        self.calls = 0
        self._failing_call = failing_call
        self._dies = dies
        for name in CALLS:
            patch.setattr(os, name, self._counted(getattr(os, name)))

    @property
    def failed(self) -> bool:
        """Return whether the call that was to fail has been made."""
        return self.calls >= self._failing_call

    def _counted(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: object, **kwargs: object) -> object:
            self.calls += 1
            if self.calls == self._failing_call or (self._dies and self.failed):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return call(*args, **kwargs)

        return counted
