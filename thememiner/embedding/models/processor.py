"""What computes a model here: the device, the number type and the threads."""

from collections.abc import Iterator
from contextlib import contextmanager

from thememiner.errors import ModelError


def device_for(setting: str) -> str:
    """Return ``cpu``, ``cuda`` or ``mps``; for ``auto`` a graphics processor if there is one.

    Raises ``ModelError`` if the one that is asked for is not there.
    """
    import torch  # noqa: PLC0415 - takes seconds to import

    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if setting == "auto":
        return next(name for name, available in there.items() if available)
    if not there[setting]:
        raise ModelError(
            f'the setting embedding.device says "{setting}", but this machine has no such graphics processor, or '
            "PyTorch was installed without support for it.",
            remedy='Set embedding.device to "auto" or "cpu".',
        )
    return setting


def number_type_for(setting: str, device: str) -> str:
    """Return ``float32`` or ``bfloat16``; for ``auto`` bfloat16 where the processor computes it in hardware."""
    return ("bfloat16" if _built_for_bfloat16(device) else "float32") if setting == "auto" else setting


def _built_for_bfloat16(device: str) -> bool:
    import torch  # noqa: PLC0415 - takes seconds to import

    if device == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    if device == "cpu":
        can = torch.cpu.get_capabilities()
        return bool(can.get("amx_bf16") or can.get("avx512_bf16"))
    return False


@contextmanager
def batches_at_a_time(device: str, *, alone: bool) -> Iterator[int]:
    """Give how many batches to compute at a time; on a processor as many as there are processors for.

    Then each gets a thread: matrices as small as those of a batch are multiplied faster so than by all threads
    together. ``alone`` asks for one batch at a time, on all threads. PyTorch follows ``OMP_NUM_THREADS``, but in a
    container it counts the processors of the whole machine, not its share of them; the lesser counts.
    """
    import torch  # noqa: PLC0415 - takes seconds to import
    from joblib import cpu_count  # noqa: PLC0415 - only where a model computes

    before = torch.get_num_threads()
    allowed = min(before, int(cpu_count()))
    several = device == "cpu" and not alone
    torch.set_num_threads(1 if several else allowed)
    try:
        yield allowed if several else 1
    finally:
        torch.set_num_threads(before)
