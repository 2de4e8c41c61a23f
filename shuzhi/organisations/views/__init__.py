"""The pages of this step, one file a noun."""
