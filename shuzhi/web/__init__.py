"""The frame every page stands in: base templates, vendored assets, forms, paging, refusals.

Nouns: Refusal (a no with its reason), page frame, error page. It has no tables and knows no step.
"""
