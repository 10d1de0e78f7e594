"""The rows of a table, found by their keys."""

from collections.abc import Hashable, Sequence

from tui.widgets.cells import LazyRows, Row


class KeyedRows:
    """Rows in their order. Where a key stands is looked up only when it is asked for."""

    def __init__(self, rows: Sequence[Row] = ()) -> None:
        self.rows: Sequence[Row] = rows if isinstance(rows, LazyRows) else tuple(rows)
        self.keys: Sequence[Hashable] = rows.keys if isinstance(rows, LazyRows) else [row.key for row in self.rows]
        self._index: dict[Hashable, int] | None = None

    def __len__(self) -> int:
        return len(self.keys)

    def __getitem__(self, number: int) -> Row:
        return self.rows[number]

    def take(self, rows: Sequence[Row]) -> "KeyedRows":
        """These rows in place of the ones before; the same keys need not be looked up again."""
        taken = KeyedRows(rows)
        if taken.keys is self.keys:
            taken._index = self._index
        return taken

    def stand_as(self, before: "KeyedRows") -> bool:
        """Whether each row stands where one of its key and its height stood."""
        if isinstance(self.rows, LazyRows) and isinstance(before.rows, LazyRows):
            return self.keys is before.keys
        return self.rows == before.rows

    def number_of(self, key: Hashable) -> int | None:
        """Where the row of a key stands, counted from 0."""
        if self._index is None:
            self._index = {each: number for number, each in enumerate(self.keys)}
        return self._index.get(key)

    def number_after(self, key: Hashable, was: int) -> int:
        """Where the row of a key stands that stood in a place before; near that place when it is gone."""
        if was < len(self.keys) and self.keys[was] == key:
            return was
        found = self.number_of(key)
        return max(0, min(was, len(self.keys) - 1)) if found is None else found
