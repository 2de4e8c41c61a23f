"""Engines deal blocks of organisers out to the one plan; none of them computes anything itself.

``inputs`` settles records that fit into memory, in process or over local processes; ``compact`` settles a country
from Parquet; ``digests`` say what was settled and what came out, however it was dealt out.
"""

from shuzhi.scoring.engines.inputs import settle_inputs
from shuzhi.scoring.settlement import Settlement

__all__ = ["Settlement", "settle_inputs"]
