"""How stable a kind of work is, 0 to 100, where it is done."""

from scorewright.usecases.credit.employment.tables import Work, sector_modifiers

LEAST, MOST = 0.0, 100.0
UNKNOWN = "unknown"


def sector_of(work: Work, sector: str | None) -> str:
    """The sector as the applicant says it, or where such work usually is if nothing or ``unknown`` is said.

    Seasonal work stays seasonal when it is called informal: it is both. Raises ValueError where there is no such
    sector.
    """
    if sector is not None and sector not in sector_modifiers():
        raise ValueError(f"sector must be one of {', '.join(sector_modifiers())}: {sector!r}")
    if sector is None or sector == UNKNOWN or (sector == "informal" and work.sector == "seasonal"):
        return work.sector
    return sector


def stability(work: Work, *, sector: str | None = None, ssnit: bool | None = None) -> float:
    """The stability of this work, 0 to 100; ``ssnit`` is whether social security is paid, None if that is not known.

    The table's figure stands for the sector where such work usually is; another sector moves it by the difference of
    their modifiers. A driver of a ministry is paid more surely than one of a shop. Raises ValueError where there is no
    such sector.

    >>> from scorewright.usecases.credit.employment.tables import occupations
    >>> tailor = occupations()["tailor"]
    >>> stability(tailor), stability(tailor, ssnit=True), stability(tailor, sector="public")
    (44.0, 52.0, 62.0)
    """
    modifiers = sector_modifiers()
    moved = modifiers[sector_of(work, sector)][ssnit] - modifiers[work.sector][None]
    return min(max(work.stability + moved, LEAST), MOST)
