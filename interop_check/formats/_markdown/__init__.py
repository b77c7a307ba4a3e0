"""What the Markdown format is made of: texts made inert, sections that are cut to fit, the two pages."""
