"""Tiny real models, created in a moment, in the format of large ones."""

import json
from pathlib import Path

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast, Qwen3Config, Qwen3Model

SPOKEN = "query : the bus was late again so we walked home along river and talked i met friends here . ,"
WORDS = SPOKEN.split(" ")
MARKS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
DIMENSIONS = 32
WINDOW = 24


def tiny_bert(folder: Path, *, pooling: str = "mean", prompt: str = "", seed: int = 0) -> Path:
    """Save a model of two layers and 32 dimensions that reads 24 tokens, and return its folder."""
    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=len(MARKS + WORDS),
        hidden_size=DIMENSIONS,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=WINDOW,
    )
    return _saved(BertModel(config), _tokenizer("[CLS] $A [SEP]", "right"), folder, pooling, prompt)


def tiny_qwen(folder: Path, *, prompt: str = "", rotation: dict[str, object] | None = None) -> Path:
    """Save a model of the kind of Qwen3-Embedding: causal, last token, padded on the left.

    ``rotation`` are parameters of its rotary embeddings.
    """
    torch.manual_seed(0)
    config = Qwen3Config(
        vocab_size=len(MARKS + WORDS),
        hidden_size=DIMENSIONS,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        head_dim=8,
        intermediate_size=64,
        max_position_embeddings=WINDOW,
        rope_parameters=rotation or {"rope_type": "default", "rope_theta": 10_000.0},
    )
    return _saved(Qwen3Model(config), _tokenizer("$A [SEP]", "left"), folder, "lasttoken", prompt)


def _tokenizer(template: str, padding_side: str) -> PreTrainedTokenizerFast:
    vocabulary = {word: place for place, word in enumerate(MARKS + WORDS)}
    words = Tokenizer(WordLevel(vocabulary, unk_token=MARKS[1]))
    words.pre_tokenizer = Whitespace()
    words.post_processor = TemplateProcessing(
        single=template, special_tokens=[("[CLS]", vocabulary["[CLS]"]), ("[SEP]", vocabulary["[SEP]"])]
    )
    return PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]  # transformers leaves it untyped
        tokenizer_object=words,
        **dict(zip(("pad_token", "unk_token", "cls_token", "sep_token"), MARKS, strict=True)),
        model_max_length=WINDOW,
        padding_side=padding_side,
    )


def _saved(
    model: BertModel | Qwen3Model, tokenizer: PreTrainedTokenizerFast, folder: Path, pooling: str, prompt: str
) -> Path:
    parts = folder.with_name(f"{folder.name}-parts")
    model.save_pretrained(parts)
    tokenizer.save_pretrained(parts)
    transformer = Transformer(str(parts))
    network = SentenceTransformer(modules=[transformer, Pooling(DIMENSIONS, pooling_mode=pooling)], device="cpu")
    if prompt:
        network.prompts, network.default_prompt_name = {"query": prompt}, "query"
    network.save(str(folder))
    return folder


def rewritten(path: Path, **changes: object) -> None:
    """Change entries of a JSON file."""
    held = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(held | changes), encoding="utf-8")
