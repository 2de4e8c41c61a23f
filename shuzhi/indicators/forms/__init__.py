"""Text from the browser, and files, into clean values."""
