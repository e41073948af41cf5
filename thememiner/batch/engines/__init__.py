"""Where the work of a batch is done: in this process, in several on this machine, or on a Dask cluster."""

from thememiner.batch.engines.choosing import ENGINES, engine_called
from thememiner.batch.engines.engine import Engine, Lost
from thememiner.batch.engines.in_process import InProcess
from thememiner.batch.engines.telling import Telling

__all__ = ["ENGINES", "Engine", "InProcess", "Lost", "Telling", "engine_called"]
