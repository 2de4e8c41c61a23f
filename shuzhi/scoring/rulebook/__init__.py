"""The rulebook language: reading, checking and saying back a YAML file of rules."""
