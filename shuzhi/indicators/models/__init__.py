from shuzhi.indicators.models.figures import Fact, FactImport, Figure, KeptUpload, Target
from shuzhi.indicators.models.indicator import Indicator

__all__ = ["Fact", "FactImport", "Figure", "Indicator", "KeptUpload", "Target"]
