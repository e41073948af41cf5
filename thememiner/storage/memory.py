"""How much memory this process has needed."""

import sys


def peak_memory() -> int:
    """Return the most memory that this process held at a time, in MiB."""
    if sys.platform == "win32":
        import psutil  # noqa: PLC0415 - elsewhere it is not needed

        return round(psutil.Process().memory_info().peak_wset / 2**20)
    import resource  # noqa: PLC0415 - Windows has none

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (2**20 if sys.platform == "darwin" else 2**10))  # Linux counts in KiB, macOS in bytes
