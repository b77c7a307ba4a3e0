"""Pages for paper: what they say, as plain data, and the templates that lay it out."""
