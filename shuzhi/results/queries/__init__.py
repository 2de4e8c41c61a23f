"""Reads of this step: `inputs` what is settled, `evidence` what was entered, `pages` what the screens ask."""
