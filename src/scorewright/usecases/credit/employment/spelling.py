"""Words that are one slip away from a word that we know, and from one only."""

from collections import defaultdict
from collections.abc import Iterable, Mapping


class Speller:
    """Finds the word meant by a misspelt one, by deletions (Garbe's symmetric deletion, 2012).

    ``targets`` are the words that may be meant, each with what it is read as. A slip is one letter too many, too few or
    wrong, or two neighbours exchanged. A word and its target have at least ``shortest`` letters: among short ones too
    many are real words. ``rivals`` are other words, and too short ones: what may as well be one of them is left alone,
    so that nobody makes a banker of a *bakker*. With ``same_initial`` the first letter is always right: slips are rare
    there, and real other words are not.
    """

    def __init__(
        self, targets: Mapping[str, str], *, shortest: int, same_initial: bool, rivals: Iterable[str] = ()
    ) -> None:
        self._shortest = shortest
        self._same_initial = same_initial
        self._targets = {word: read_as for word, read_as in targets.items() if len(word) >= shortest and word.isalpha()}
        self._by_deletion: defaultdict[str, set[str]] = defaultdict(set)
        for word in self._targets.keys() | set(rivals):
            if len(word) >= shortest - 1:  # a shorter one is two slips away at least
                for shortened in _deletions(word):
                    self._by_deletion[shortened].add(word)

    def meant(self, word: str) -> str | None:
        """What the one target within one slip of ``word`` is read as; None where there is none, or another is as near.

        >>> speller = Speller({"hairdresser": "hairdresser", "carpentry": "carpenter"}, shortest=6, same_initial=True)
        >>> speller.meant("carpentri"), speller.meant("hairdreser"), speller.meant("arpentry"), speller.meant("nurse")
        ('carpenter', 'hairdresser', None, None)
        >>> Speller({"banker": "banker"}, shortest=6, same_initial=True, rivals=["baker"]).meant("bakker") is None
        True
        """
        if len(word) < self._shortest or not word.isalpha():
            return None
        near = {
            other
            for shortened in _deletions(word)
            for other in self._by_deletion.get(shortened, ())
            if _one_slip(word, other)
        }
        meant = {self._targets.get(other) for other in near}
        if len(meant) != 1 or (self._same_initial and word[0] not in {other[0] for other in near}):
            return None
        return meant.pop()


def _deletions(word: str) -> set[str]:
    return {word} | {word[:at] + word[at + 1 :] for at in range(len(word))}


def _one_slip(one: str, other: str) -> bool:
    """Whether two different words that share a deletion are one slip apart."""
    if len(one) != len(other):
        return abs(len(one) - len(other)) == 1
    different = [at for at in range(len(one)) if one[at] != other[at]]
    if len(different) == 1:
        return True
    return (
        len(different) == 2
        and different[1] == different[0] + 1
        and one[different[0]] == other[different[1]]
        and one[different[1]] == other[different[0]]
    )
