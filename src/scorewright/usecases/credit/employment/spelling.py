"""Words that are one slip away from a word that we know, and from one only."""

from collections import defaultdict
from collections.abc import Iterable


class Speller:
    """Finds the word meant by a misspelt one, by deletions (Garbe's symmetric deletion, 2012).

    ``targets`` are the words that may be meant. A slip is one letter too many, too few or wrong, or two neighbours
    exchanged. A word and its target have at least ``shortest`` letters: among short ones too many are real words.
    With ``same_initial`` the first letter is always right: slips are rare there, and real other words are not.
    """

    def __init__(self, targets: Iterable[str], *, shortest: int, same_initial: bool) -> None:
        self._shortest = shortest
        self._same_initial = same_initial
        self._by_deletion: defaultdict[str, set[str]] = defaultdict(set)
        for target in targets:
            if len(target) >= shortest and target.isalpha():
                for shortened in _deletions(target):
                    self._by_deletion[shortened].add(target)

    def meant(self, word: str) -> str | None:
        """The one target within one slip of ``word``; None where there is none, or more than one.

        >>> speller = Speller(["hairdresser", "carpenter"], shortest=6, same_initial=True)
        >>> speller.meant("carpentar"), speller.meant("hairdreser"), speller.meant("arpenter"), speller.meant("nurse")
        ('carpenter', 'hairdresser', None, None)
        """
        if len(word) < self._shortest or not word.isalpha():
            return None
        near = {
            target
            for shortened in _deletions(word)
            for target in self._by_deletion.get(shortened, ())
            if _one_slip(word, target) and (target[0] == word[0] or not self._same_initial)
        }
        return near.pop() if len(near) == 1 else None


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
