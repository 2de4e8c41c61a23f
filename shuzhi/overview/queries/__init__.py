"""What these pages ask: `worklist` what waits for a person, `year` one cycle, `landing` all of them."""
