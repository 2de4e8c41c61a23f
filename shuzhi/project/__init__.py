"""The highest floor: settings, addresses, system checks and commands that tie the steps together."""
