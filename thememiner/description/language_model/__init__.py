"""Names from a language model on a server of this machine: asked, checked, remembered, recorded."""

from thememiner.description.language_model.namer import Named, name_by_model, refuse_unusable_namer

__all__ = ["Named", "name_by_model", "refuse_unusable_namer"]
