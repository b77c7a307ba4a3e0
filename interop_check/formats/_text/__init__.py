"""What the text format is made of: the screen, a finding on it, the pages of ``compare`` and ``validate``."""
