from shuzhi.cycles.models import Cycle


def hold(cycle: Cycle) -> None:
    """Holds the cycle until the transaction ends and reads its stage anew: opening and changing never cross."""
    cycle.stage = Cycle.objects.select_for_update().values_list("stage", flat=True).get(pk=cycle.pk)
