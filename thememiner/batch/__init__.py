"""Many corpora with many configurations: each its run, resumable, with one summary."""
