"""指标与数据: a defined figure, and its value for an organisation and a period, with source and date.

Nouns: Indicator, Fact. A figure that stands here is never typed a second time.
"""
