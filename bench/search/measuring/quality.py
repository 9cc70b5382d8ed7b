"""nDCG@10 as bench/search/kho/measures.cpp defines it."""

import math
from collections.abc import Sequence

from measuring.corpus import Judgements

DEPTH = 10


def ndcg(found: Sequence[str], judgements: Judgements) -> float:
    ideal = _dcg(sorted(judgements.values(), reverse=True))
    return _dcg([judgements.get(document, 0) for document in found]) / ideal if ideal else 0


def _dcg(grades: Sequence[float]) -> float:
    return sum(grade / math.log2(place + 2) for place, grade in enumerate(grades[:DEPTH]))
