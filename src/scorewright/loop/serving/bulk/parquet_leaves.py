"""The plain columns of which an Arrow array consists, however nested it is."""

from collections.abc import Iterator

import pyarrow as pa


def leaves(array: pa.Array) -> Iterator[pa.Array]:
    """Those inside of lists, objects and maps, or the array itself; of a slice, its own rows alone.

    >>> [leaf.to_pylist() for leaf in leaves(pa.array([[1, 2], None, [3]]).slice(1))]
    [[3]]
    """
    kind = array.type
    if isinstance(array, pa.ExtensionArray):
        yield from leaves(array.storage)
    elif pa.types.is_map(kind):
        yield from leaves(array.cast(pa.list_(pa.struct([kind.key_field, kind.item_field]))))
    elif pa.types.is_struct(kind):
        for child in array.flatten():
            yield from leaves(child)
    elif pa.types.is_nested(kind):
        yield from leaves(array.flatten())
    else:
        yield array
