"""What a file says as one row of bytes: spaces, comments and the order of keys do not matter, every value does."""

from __future__ import annotations

import hashlib
import json
import unicodedata

import yaml


def canonical_bytes(node: yaml.Node) -> bytes:
    """Return the content of a YAML tree as JSON with sorted keys in UTF-8, texts in Unicode's composed form.

    It is built from the tree and not from the dataclasses, so that a later version of the product that knows more
    keys still finds the checksum of an old file.
    """
    return json.dumps(_plain(node), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def checksum_of(node: yaml.Node) -> str:
    """Return `sha256:` and the digest of the canonical bytes."""
    return f"sha256:{hashlib.sha256(canonical_bytes(node)).hexdigest()}"


def _plain(node: yaml.Node) -> object:
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(entry) for entry in node.value]
    # The tag is part of the value: the text "5" is not the number 5.
    return [node.tag.rpartition(":")[2], unicodedata.normalize("NFC", str(node.value))]
