"""Engines run the work of a batch: in this process, in several processes, or on a Dask cluster."""

from thememiner.batch.engines.base import CrashedTask, CrashReporter, Engine, InProcess
from thememiner.batch.engines.select import ENGINES, create_engine

__all__ = [
    "ENGINES",
    "CrashReporter",
    "CrashedTask",
    "Engine",
    "InProcess",
    "create_engine",
]
