"""Official documents from plain structure: .docx and PDF in the layout of GB/T 9704, and .docx read back.

Pure: no Django, no database. A step builds a `Document`; what it looks like is decided here.
"""
