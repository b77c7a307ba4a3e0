"""Pages for browsers and for paper: their frame, their cards, and what each command's page shows."""
