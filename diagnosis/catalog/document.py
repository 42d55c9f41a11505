"""Safe reading of a YAML file into cursors that know their path and line and collect every fault on the way.

Nothing here knows the assessment model. Aliases, tags and merge keys are refused: a small file stays small.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import Final

import yaml

from diagnosis.catalog.faults import Fault, UnableToReadModel
from diagnosis.catalog.model import Text

MAX_BYTES: Final = 4 * 1024 * 1024
MAX_DEPTH: Final = 40
MAX_TEXT: Final = 5_000

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NUMBER: Final = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?")
_PLAIN_TAGS: Final = frozenset(
    f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq")
)
_NOT_TEXT: Final = {"tag:yaml.org,2002:bool", "tag:yaml.org,2002:null"}


def read_document(data: str | bytes, *, source: str) -> tuple[Cursor, list[Fault]]:
    """Return a cursor on the top of the file and the list that will hold its faults.

    Raises
    ------
    UnableToReadModel
        If the bytes are no UTF-8, too large, no YAML, or use aliases, tags or deep nesting.
    """
    faults: list[Fault] = []
    text = _decoded(data, source)
    try:
        _refuse_risky_events(text, source)
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise _unreadable(
            source, line, f"not valid YAML: {error.problem}", f"YAML 문법에 맞지 않습니다: {error.problem}"
        ) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise _unreadable(
            source, line, "holds a control character", "제어 문자가 들어 있습니다. 지우고 다시 저장하십시오"
        ) from error
    if node is None:
        raise _unreadable(source, 1, "the file is empty", "파일이 비어 있습니다")
    return Cursor(node, "", faults), faults


def _decoded(data: str | bytes, source: str) -> str:
    size = len(data) if isinstance(data, bytes) else len(data.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        raise _unreadable(
            source,
            1,
            f"the file has {size:,} bytes; at most {MAX_BYTES:,} are read",
            f"파일이 {size:,}바이트입니다. {MAX_BYTES:,}바이트까지 읽습니다",
        )
    if isinstance(data, str):
        return data.removeprefix("\ufeff")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _unreadable(
            source,
            line,
            "the file is not UTF-8: save it again as UTF-8",
            "UTF-8 파일이 아닙니다. UTF-8로 다시 저장하십시오",
        ) from error


def _refuse_risky_events(text: str, source: str) -> None:
    """Read the file once as a stream of events, before any tree is built from it."""
    depth = documents = 0
    for event in yaml.parse(text, Loader=_LOADER):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _unreadable(
                source, line, "anchors and aliases (& and *) are not allowed", "앵커와 별칭(&, *)은 쓸 수 없습니다"
            )
        tag = getattr(event, "tag", None)
        if tag is not None and tag not in _PLAIN_TAGS and tag != "!":
            raise _unreadable(source, line, f"the tag {tag} is not allowed", f"태그 {tag}은(는) 쓸 수 없습니다")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise _unreadable(
                    source, line, f"nested deeper than {MAX_DEPTH}", f"{MAX_DEPTH}단계보다 깊게 들어갔습니다"
                )
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise _unreadable(
                    source, line, "holds more than one YAML document", "YAML 문서가 두 개 이상 들어 있습니다"
                )


def _unreadable(source: str, line: int, message: str, message_ko: str) -> UnableToReadModel:
    return UnableToReadModel((Fault("(file)", line, message, message_ko),), source=source)


class Cursor:
    """One place of the file: reads it as what is wanted there, or notes a fault and returns a harmless value."""

    def __init__(self, node: yaml.Node, path: str, faults: list[Fault]) -> None:
        self.node = node
        self.path = path
        self._faults = faults

    @property
    def line(self) -> int:
        return int(self.node.start_mark.line) + 1

    def fault(self, message: str, message_ko: str) -> None:
        self._faults.append(Fault(self.path or "(file)", self.line, message, message_ko))

    def at(self, path: str) -> Cursor:
        """Return the same place under another path."""
        return Cursor(self.node, path, self._faults)

    def is_mapping(self) -> bool:
        return isinstance(self.node, yaml.MappingNode)

    def is_sequence(self) -> bool:
        return isinstance(self.node, yaml.SequenceNode)

    def is_null(self) -> bool:
        return bool(self.node.tag == "tag:yaml.org,2002:null")

    def peek(self, key: str) -> str | None:
        """Return the scalar under `key` as written, without noting faults."""
        if isinstance(self.node, yaml.MappingNode):
            for name, value in self.node.value:
                if isinstance(name, yaml.ScalarNode) and name.value == key and isinstance(value, yaml.ScalarNode):
                    return str(value.value)
        return None

    def fields(self, known: Iterable[str] | None = None) -> Fields:
        """Return the entries of a mapping; double keys, and keys outside `known`, are faults."""
        entries: dict[str, Cursor] = {}
        if not isinstance(self.node, yaml.MappingNode):
            self.fault("must be a mapping (key: value)", "`키: 값` 형식이어야 합니다")
            return Fields(self, entries)
        allowed = None if known is None else frozenset(known)
        for name, value in self.node.value:
            key = str(name.value) if isinstance(name, yaml.ScalarNode) else "?"
            entry = Cursor(value, f"{self.path}/{key}" if self.path else key, self._faults)
            place = Cursor(name, entry.path, self._faults)
            if key in entries:
                place.fault(f"`{key}` is written twice", f"`{key}`을(를) 두 번 적었습니다")
            elif allowed is not None and key not in allowed:
                place.fault(f"unknown key `{key}`{_hint(key, allowed)}", f"모르는 키 `{key}`입니다")
            else:
                entries[key] = entry
        return Fields(self, entries)

    def sequence(self) -> list[Cursor]:
        if not isinstance(self.node, yaml.SequenceNode):
            self.fault("must be a list", "목록이어야 합니다")
            return []
        return [Cursor(node, f"{self.path}[{index}]", self._faults) for index, node in enumerate(self.node.value)]

    def string(self) -> str:
        """Return a text as written; `no`, `true` and an empty value need quotes to be texts."""
        if not isinstance(self.node, yaml.ScalarNode):
            self.fault("must be a text", "글이어야 합니다")
            return ""
        written = str(self.node.value)
        if self.node.tag in _NOT_TEXT:
            self.fault(
                f"`{written}` is read as true, false or nothing: put it in quotes",
                f"`{written}`은(는) 참·거짓이나 빈 값으로 읽힙니다. 따옴표로 묶으십시오",
            )
        elif not written.strip():
            self.fault("must not be empty", "비어 있으면 안 됩니다")
        elif len(written) > MAX_TEXT:
            self.fault(f"is longer than {MAX_TEXT} characters", f"{MAX_TEXT}자를 넘습니다")
        return written

    def strings(self) -> tuple[str, ...]:
        return tuple(entry.string() for entry in self.sequence())

    def text(self) -> Text:
        """Return a text in both languages."""
        if not self.is_mapping():
            self.fault("must give both languages: {ko: …, en: …}", "두 언어를 모두 적어야 합니다: {ko: …, en: …}")
            return Text("", "")
        return self.fields(("ko", "en")).both_languages()

    def _plain(self) -> str | None:
        """Return an unquoted scalar as written, or None."""
        return str(self.node.value) if isinstance(self.node, yaml.ScalarNode) and not self.node.style else None

    def is_number(self) -> bool:
        written = self._plain()
        return written is not None and _NUMBER.fullmatch(written) is not None

    def number(self) -> float:
        if not self.is_number():
            self.fault("must be a number", "수여야 합니다")
            return 1.0
        value = float(str(self.node.value))
        if value in (float("inf"), float("-inf")):
            self.fault("must be a finite number", "유한한 수여야 합니다")
            return 1.0
        return value

    def positive(self) -> float:
        value = self.number()
        if value <= 0:
            self.fault("must be greater than 0", "0보다 커야 합니다")
            return 1.0
        return value

    def whole(self) -> int:
        value = self.number()
        if value != int(value):
            self.fault("must be a whole number", "정수여야 합니다")
        return int(value)

    def boolean(self) -> bool:
        written = self._plain()
        if written not in {"true", "false"}:
            self.fault("must be true or false", "true나 false여야 합니다")
        return written == "true"

    def choice(self, options: Iterable[str]) -> str:
        known = tuple(options)
        value = self.string()
        if value not in known:
            self.fault(
                f"`{value}` is not one of: {', '.join(known)}",
                f"`{value}`은(는) 쓸 수 없습니다. 다음 중 하나를 쓰십시오: {', '.join(known)}",
            )
            return known[0]
        return value


class Fields:
    """The entries of one mapping."""

    def __init__(self, owner: Cursor, entries: dict[str, Cursor]) -> None:
        self.owner = owner
        self.entries = entries

    def __contains__(self, key: str) -> bool:
        return key in self.entries

    def get(self, key: str) -> Cursor | None:
        return self.entries.get(key)

    def require(self, key: str) -> Cursor | None:
        if key not in self.entries:
            self.owner.fault(f"`{key}` is missing", f"`{key}`이(가) 없습니다")
        return self.entries.get(key)

    def required_string(self, key: str) -> str:
        """Return a text that must be there; empty, with a fault, where it is not."""
        cursor = self.require(key)
        return cursor.string() if cursor else ""

    def required_text(self, key: str) -> Text:
        """Return a text in both languages that must be there; empty, with a fault, where it is not."""
        cursor = self.require(key)
        return cursor.text() if cursor else Text("", "")

    def both_languages(self) -> Text:
        ko, en = self.require("ko"), self.require("en")
        return Text(ko.string() if ko else "", en.string() if en else "")

    def text(self, key: str) -> Text | None:
        entry = self.get(key)
        return entry.text() if entry else None

    def string(self, key: str) -> str | None:
        entry = self.get(key)
        return entry.string() if entry else None

    def strings(self, key: str) -> tuple[str, ...]:
        entry = self.get(key)
        return entry.strings() if entry else ()

    def number(self, key: str) -> float | None:
        entry = self.get(key)
        return entry.number() if entry else None

    def positive(self, key: str, default: float) -> float:
        entry = self.get(key)
        return entry.positive() if entry else default

    def boolean(self, key: str, default: bool) -> bool:
        entry = self.get(key)
        return entry.boolean() if entry else default


def _hint(key: str, known: frozenset[str]) -> str:
    near = difflib.get_close_matches(key, sorted(known), n=1)
    return f"; did you mean `{near[0]}`?" if near else ""
