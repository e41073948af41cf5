"""TODO thememiner.corpus.formats."""
