"""Given names and family names common in Britain, by the families that use them; nobody real is meant."""

from dataclasses import dataclass
from pathlib import Path

from schoolgate import datafiles


@dataclass(frozen=True)
class Names:
    """One group of families: how many in a hundred it is, and the names its children and grown-ups have."""

    share: int
    children: tuple[str, ...]
    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]


@dataclass(frozen=True)
class _File:
    """`classes` are the first classes of Reception to Year 6; `trees` tell the further ones apart."""

    classes: tuple[str, ...]
    trees: tuple[str, ...]
    streets: tuple[str, ...]
    group: tuple[Names, ...]


_FILE = datafiles.whole(Path(__file__).with_name("names.toml"), _File)
GROUPS, CLASSES, TREES, STREETS = _FILE.group, _FILE.classes, _FILE.trees, _FILE.streets
