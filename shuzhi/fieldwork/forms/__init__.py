"""Text from the browser → clean values: visits and findings (`visits`), draws (`draws`)."""
