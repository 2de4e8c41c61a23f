"""Reads of this step: `inputs` builds what is settled, `evidence` reads what was entered, `pages` answers the screens."""
