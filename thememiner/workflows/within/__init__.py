"""The parts of a search inside one code: the code, its units, its fixed place above what is found, the run."""
