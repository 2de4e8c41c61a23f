"""Text from the browser and cells from workbooks into clean values; nothing here saves."""
