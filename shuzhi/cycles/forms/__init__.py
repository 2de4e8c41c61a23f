"""Text from the browser to clean values; nothing here saves."""
