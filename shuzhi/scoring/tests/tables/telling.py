"""What inputs hold, in plain lists, so that two can be compared whole."""


def everything(inputs):
    tables = [
        inputs.reporters,
        inputs.fields,
        inputs.checklist,
        inputs.adjustments,
        inputs.vetoes,
        inputs.turnout,
    ]
    return [table.to_pylist() for table in [*tables, *inputs.tallies.values()]]
