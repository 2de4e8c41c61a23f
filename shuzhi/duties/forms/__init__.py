"""Text from the browser into clean values."""
