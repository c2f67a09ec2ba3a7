"""How much work a document would be to validate, found out without validating it.

Validation compares fields that end up under the same name with one another, two by two, and looks
at every part once for each rule. So the parts of each kind are counted, and the pairs.
"""

from collections import Counter
from collections.abc import Iterator

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    Node,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
)
from graphql.language.ast import QUERY_DOCUMENT_KEYS

MOST = {
    "operation_definition": 10,
    "variable_definition": 50,
    "fragment_definition": 50,
    "fragment_spread": 100,
    "inline_fragment": 100,
    "field": 500,
    "argument": 200,
    "directive": 50,
    "object_field": 200,
    "enum_value": 200,
    "string_value": 200,
    "int_value": 200,
}
"""Parts of each kind in a document. The largest one that we know of, the studio's, has a third."""
NAMING = {"alias", "name", "type", "type_condition", "variable"}
BELOW = {
    kind: tuple(key for key in keys if key not in NAMING)
    for kind, keys in QUERY_DOCUMENT_KEYS.items()
}
"""Where a part of each kind keeps those below it."""
MAX_EXPANDED = 2_000
"""Fields after every fragment has been put where it is spread."""
MAX_PAIRS = 3_000


def name_excess(document: DocumentNode) -> str | None:
    """Return what would be too much work about a document, if anything would."""
    for kind, count in Counter(node.kind for node in _walk(document)).items():
        if count > MOST.get(kind, count):
            return f"more than {MOST[kind]} parts of the kind {kind.replace('_', ' ')}"
    return _Expansion(document).name_excess()


def _walk(root: Node) -> Iterator[Node]:
    """Yield all parts from a node on but names and types, which are as many again."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        for key in BELOW.get(node.kind, ()):
            value = getattr(node, key)
            if isinstance(value, Node):
                waiting.append(value)
            elif value:
                waiting.extend(value)


class _Expansion:
    """The fields of each operation by the path of names they end up under."""

    def __init__(self, document: DocumentNode) -> None:
        self._document = document
        self._fragments = {
            node.name.value: node
            for node in document.definitions
            if isinstance(node, FragmentDefinitionNode)
        }
        self._under: Counter[tuple[str, ...]] = Counter()
        self._count = 0

    def name_excess(self) -> str | None:
        """Return what is too much about the fields, if anything is."""
        for number, node in enumerate(self._document.definitions):
            if isinstance(node, OperationDefinitionNode):
                self._expand(node.selection_set, (str(number),), frozenset())
        if self._count > MAX_EXPANDED:
            return f"more than {MAX_EXPANDED:,} fields once its fragments are spread"
        if sum(count * count for count in self._under.values() if count > 1) > MAX_PAIRS:
            return "too many fields of the same name at the same place"
        return None

    def _expand(
        self, selections: SelectionSetNode | None, path: tuple[str, ...], within: frozenset[str]
    ) -> None:
        for node in selections.selections if selections else ():
            if self._count > MAX_EXPANDED:
                return
            self._expand_part(node, path, within)

    def _expand_part(
        self, node: SelectionNode, path: tuple[str, ...], within: frozenset[str]
    ) -> None:
        self._count += 1
        if isinstance(node, FieldNode):
            below = (*path, (node.alias or node.name).value)
            self._under[below] += 1
            self._expand(node.selection_set, below, within)
        elif isinstance(node, InlineFragmentNode):
            self._expand(node.selection_set, path, within)
        elif isinstance(node, FragmentSpreadNode) and node.name.value not in within:
            fragment = self._fragments.get(node.name.value)
            if fragment is not None:
                self._expand(fragment.selection_set, path, within | {node.name.value})
