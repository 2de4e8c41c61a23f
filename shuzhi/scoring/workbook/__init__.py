"""Workbooks handed out: the empty one to fill in, and the result with its proposals, explanations and count sheets."""
