"""Paper into the box: scans under lock (`vault`), read apart (`pages`), cast like a phone's ballot (`casting`)."""
