"""Settings that can name a file or folder of this machine."""

LOCAL = (
    *(("segmentation", "user_dictionary"), ("description", "stop_words"), ("embedding", "model")),
    ("discovery", "guide"),
)
"""Section and setting of each."""
