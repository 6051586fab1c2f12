"""What lists of results are made of."""

from typing import List, NamedTuple, Optional, Tuple


class Bead(NamedTuple):
    """Segments of the source and those of the target that translate them; a side may be empty.

    >>> from mizan_align import align
    >>> bead = align('وصل القطار.', 'The train arrived.').beads[0]
    >>> [len(bead.source), len(bead.target)]
    [1, 1]
    """

    source: range
    target: range
    confidence: float
    """The probability that the bead is right, 0 to 1."""
    moved: bool
    """Whether it crosses others: the passage stands elsewhere in the translation."""


class Reason(NamedTuple):
    """A reason for a bead or against it.

    >>> from mizan_align import align
    >>> reasons = align('وصل 5 قطارات.', '5 trains arrived.', reasons=True).reasons[0]
    >>> [reason.words for reason in reasons if reason.evidence == 'numbers and names']
    ['in both: 5']
    """

    evidence: str
    """The kind of evidence: `meaning`, `words`, `length`, `terms` and others."""
    log_odds: float
    """What it adds to the log odds of the bead; below zero it speaks against it."""
    words: str
    """What was seen, in words."""


class Unit(NamedTuple):
    """A text and its translation.

    >>> from mizan_align import align
    >>> unit = align('وصل القطار.', 'The train arrived.').units()[0]
    >>> unit.target, dict(unit.props)['x-align']
    ('The train arrived.', '1-1')
    """

    source: str
    target: str
    confidence: Optional[float]
    """The probability that they translate each other, if the memory says."""
    id: str
    props: List[Tuple[str, str]]
    """Names and values; a name may come more than once."""
    notes: List[str]


class Hit(NamedTuple):
    """A term that was found in a text.

    >>> from mizan_align import Glossary
    >>> text = 'قالت الحكومة'
    >>> hit = Glossary([('حكومة', 'government')]).find(text)[0]
    >>> text[hit.start:hit.end] == hit.text == 'الحكومة'
    True
    """

    start: int
    """Where it starts, in characters."""
    end: int
    text: str
    source: str
    """The source term of the entry."""
    target: str
    """Its translation."""
    status: str
    """`preferred`, `admitted` or `forbidden`."""
    match: str
    """How it matched, from `exact` over `clitic` and `inflected` to `name`."""
    nested: bool
    """Whether it lies inside a longer term."""
