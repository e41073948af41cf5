"""Where the work of a batch is done: in this process, in several on this machine, or on a Dask cluster."""

from thememiner.batch.engines.base import Engine, InProcess, Lost, DeathReporter
from thememiner.batch.engines.select import ENGINES, engine_called

__all__ = [
    "ENGINES",
    "Engine",
    "InProcess",
    "Lost",
    "DeathReporter",
    "engine_called",
]
