"""XML of strangers: no document type, so no entity; a bounded number of elements; one pass."""

from collections.abc import Callable, Iterable
from typing import Final
from xml.parsers import expat

from qmplatform.uploads.limits import Budget
from qmplatform.uploads.refusals import Reason, UnableToTake

OnStart = Callable[[str, dict[str, str]], None]
_LONGEST_TAG: Final = 512 * 1024


class _Doctype(Exception):
    """A document type was declared."""


class _TooMuch(Exception):
    """More elements than allowed, or deeper."""


def read_xml(
    blocks: Iterable[bytes],
    where: str,
    budget: Budget,
    *,
    on_start: OnStart | None = None,
    on_text: Callable[[str], None] | None = None,
) -> None:
    """Read one XML part to its end.

    Parameters
    ----------
    blocks : iterable of bytes
        Its bytes; they are taken in one pass.
    where : str
        What a refusal calls it.
    on_start : callable, optional
        Called with every element: its name without prefix, its attributes with theirs.
    on_text : callable, optional
        Called with every piece of text.

    Raises
    ------
    UnableToTake
        Declarations, too many or too deep elements, not well formed.
    """
    names: dict[str, str] = {}
    # Prefixes stay as they are: working them out keeps every one ever declared.
    parser = expat.ParserCreate(intern=names)
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        budget.elements -= 1
        if depth > budget.limits.depth or budget.elements < 0 or len(names) > budget.limits.names:
            raise _TooMuch
        if on_start is not None:
            on_start(local(name), attributes)

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.EntityDeclHandler = _refuse_doctype
    if on_text is not None:
        parser.CharacterDataHandler = on_text
    try:
        _feed(parser, blocks)
    except _Doctype as error:
        raise UnableToTake(Reason.XML_DECLARATIONS, where) from error
    except _TooMuch as error:
        raise UnableToTake(Reason.XML_TOO_MUCH, where) from error
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise UnableToTake(Reason.DAMAGED, where) from error


def _refuse_doctype(*_told: object) -> None:
    raise _Doctype


def _feed(parser: expat.XMLParserType, blocks: Iterable[bytes]) -> None:
    """Give the blocks to the parser, which reads an unfinished tag anew with each: refuse tags without end.

    A long tag also holds more attributes than anybody writes, and they come all at once.
    """
    given = 0
    for block in blocks:
        parser.Parse(block, False)
        given += len(block)
        if given - parser.CurrentByteIndex > _LONGEST_TAG:
            raise _TooMuch
    parser.Parse(b"", True)


def local(name: str) -> str:
    """Return a name without its prefix, which a writer chooses freely."""
    return name.rpartition(":")[2]
