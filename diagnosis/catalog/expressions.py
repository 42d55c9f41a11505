"""The language of consistency rules: arithmetic and comparisons over item codes, parsed, never evaluated as code."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeVar

MAX_LENGTH: Final = 300
MAX_DEPTH: Final = 20

_TOKEN: Final = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)(?![\w.])|(?P<name>[A-Za-z][A-Za-z0-9_.]*)|(?P<sign>>=|<=|==|!=|[-+*/()<>]))"
)
_COMPARE: Final[dict[str, Callable[[float, float], bool]]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "==": operator.eq,
    "!=": operator.ne,
}
_ARITHMETIC: Final[dict[str, Callable[[float, float], float]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}

Kind = Literal["number", "truth"]
T = TypeVar("T")


class UnableToReadExpression(ValueError):
    """The text is not an expression of the rule language."""

    def __init__(self, message: str, message_ko: str) -> None:
        self.message_ko = message_ko
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class _Constant:
    value: float
    kind: Kind


@dataclass(frozen=True, slots=True)
class _Name:
    code: str
    kind: Kind = "number"


@dataclass(frozen=True, slots=True)
class _Operation:
    sign: str
    left: _Node
    right: _Node
    kind: Kind


_Node = _Constant | _Name | _Operation


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed condition; `codes` are the items it names, in order of appearance."""

    text: str
    codes: tuple[str, ...]
    root: _Node

    def holds(self, values: Mapping[str, float]) -> bool | None:
        """Return whether the condition holds, or None where an item has no value or a divisor is zero."""
        if any(code not in values for code in self.codes):
            return None
        try:
            return bool(_evaluate(self.root, values))
        except ZeroDivisionError:
            return None

    def fold(self, constant: Callable[[float], T], name: Callable[[str], T], join: Callable[[str, T, T], T]) -> T:
        """Return the condition worked out by other means: leaves by `constant` and `name`, signs by `join`."""
        return _fold(self.root, constant, name, join)


def _fold(node: _Node, constant: Callable[[float], T], name: Callable[[str], T], join: Callable[[str, T, T], T]) -> T:
    if isinstance(node, _Constant):
        return constant(node.value)
    if isinstance(node, _Name):
        return name(node.code)
    return join(node.sign, _fold(node.left, constant, name, join), _fold(node.right, constant, name, join))


def _evaluate(node: _Node, values: Mapping[str, float]) -> float:
    if isinstance(node, _Constant):
        return node.value
    if isinstance(node, _Name):
        return values[node.code]
    left, right = _evaluate(node.left, values), _evaluate(node.right, values)
    if node.sign == "and":
        return left and right
    if node.sign == "or":
        return left or right
    if node.sign in _COMPARE:
        return _COMPARE[node.sign](left, right)
    return _ARITHMETIC[node.sign](left, right)


def parse_expression(text: str) -> Expression:
    """Return the parsed condition.

    Parameters
    ----------
    text : at most 300 characters: item codes, numbers, ``+ - * / ( )``, comparisons, ``and``, ``or``;
        or the single word ``true``.

    Raises
    ------
    UnableToReadExpression
        If the text is anything else, with what was found in its place.
    """
    if len(text) > MAX_LENGTH:
        raise UnableToReadExpression(
            f"the expression is longer than {MAX_LENGTH} characters", f"식이 {MAX_LENGTH}자를 넘습니다"
        )
    parser = _Parser(list(_tokens(text)))
    root = parser.whole()
    if root.kind != "truth":
        raise UnableToReadExpression(
            'the expression is a number, not a condition: compare it, as in "INF1.1 >= 3"',
            '식이 조건이 아니라 수입니다. "INF1.1 >= 3"처럼 비교식을 쓰십시오',
        )
    return Expression(text, tuple(dict.fromkeys(parser.codes)), root)


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    position = 0
    stripped = text.rstrip()
    while position < len(stripped):
        match = _TOKEN.match(stripped, position)
        if match is None:
            rest = stripped[position:].lstrip()[:20]
            raise UnableToReadExpression(f"`{rest}` cannot be read", f"`{rest}` 부분을 읽을 수 없습니다")
        kind = match.lastgroup or ""
        yield kind, match.group(kind)
        position = match.end()


class _Parser:
    """Recursive descent over: or < and < comparison < sum < product < sign < primary."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = tokens
        self.position = 0
        self.depth = 0
        self.codes: list[str] = []

    def whole(self) -> _Node:
        if self.tokens == [("name", "true")]:
            return _Constant(1.0, "truth")
        node = self._either()
        if self.position < len(self.tokens):
            raise self._unexpected()
        return node

    def _peek(self) -> str:
        return self.tokens[self.position][1] if self.position < len(self.tokens) else ""

    def _take(self, *signs: str) -> str | None:
        if self._peek() in signs and self._peek():
            self.position += 1
            return self.tokens[self.position - 1][1]
        return None

    def _unexpected(self) -> UnableToReadExpression:
        found = self._peek()
        if not found:
            return UnableToReadExpression("the expression ends too early", "식이 중간에 끝났습니다")
        return UnableToReadExpression(f"`{found}` is not expected here", f"`{found}`은(는) 이 자리에 올 수 없습니다")

    def _expect_kind(self, node: _Node, kind: Kind, sign: str) -> _Node:
        if node.kind != kind:
            wanted, wanted_ko = ("numbers", "수") if kind == "number" else ("conditions", "조건")
            raise UnableToReadExpression(
                f"`{sign}` joins {wanted} only", f"`{sign}`은(는) {wanted_ko}끼리만 이을 수 있습니다"
            )
        return node

    def _chain(self, part: Callable[[], _Node], signs: tuple[str, ...], inner: Kind, outer: Kind) -> _Node:
        node = part()
        while sign := self._take(*signs):
            left = self._expect_kind(node, inner, sign)
            right = self._expect_kind(part(), inner, sign)
            node = _Operation(sign, left, right, outer)
        return node

    def _either(self) -> _Node:
        return self._chain(self._both, ("or",), "truth", "truth")

    def _both(self) -> _Node:
        return self._chain(self._comparison, ("and",), "truth", "truth")

    def _comparison(self) -> _Node:
        return self._chain(self._sum, tuple(_COMPARE), "number", "truth")

    def _sum(self) -> _Node:
        return self._chain(self._product, ("+", "-"), "number", "number")

    def _product(self) -> _Node:
        return self._chain(self._primary, ("*", "/"), "number", "number")

    def _primary(self) -> _Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise UnableToReadExpression("the expression is nested too deeply", "식의 괄호가 너무 깊습니다")
        try:
            return self._primary_inside()
        finally:
            self.depth -= 1

    def _primary_inside(self) -> _Node:
        if self._take("("):
            node = self._either()
            if not self._take(")"):
                raise self._unexpected()
            return node
        if self._take("-"):
            return _Operation(
                "-", _Constant(0.0, "number"), self._expect_kind(self._primary(), "number", "-"), "number"
            )
        if self.position == len(self.tokens) or self.tokens[self.position][0] == "sign":
            raise self._unexpected()
        kind, token = self.tokens[self.position]
        if token in {"and", "or", "true"}:
            raise self._unexpected()
        self.position += 1
        if kind == "number":
            return _Constant(float(token), "number")
        self.codes.append(token)
        return _Name(token)
