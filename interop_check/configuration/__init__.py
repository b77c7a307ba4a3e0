"""What a repository settles for every run in it: the keys of its configuration, read with the line of each."""
