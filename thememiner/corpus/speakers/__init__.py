"""TODO thememiner.corpus.speakers."""
