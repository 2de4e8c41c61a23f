"""携出与带回: a meeting goes to a laptop without a network, and comes home as one signed package."""
