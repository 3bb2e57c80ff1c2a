"""Whether Plaza knows what it knows: how often answers of each confidence were right."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from tests.questions.score import Row, reasons

EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
WIDTH = 40


def table(questions: Sequence[Row], answers: Mapping[str, Row]) -> Iterator[str]:
    """A row and a bar for each band of confidence, and the mean distance between confidence and share of right answers."""
    judged = [(float(answers[q["id"]]["confidence"]), not reasons(q, answers[q["id"]])) for q in questions]
    yield "confidence     questions  right  (# share right, | mean confidence)"
    distance = 0.0
    for low, high in pairwise(EDGES):
        band = [(sure, right) for sure, right in judged if low <= sure < high or sure == high == 1.0]
        if band:
            sure, right = sum(one for one, _ in band) / len(band), sum(one for _, one in band) / len(band)
            distance += abs(sure - right) * len(band) / len(judged)
            yield f"{low:.1f} to {high:.1f}   {len(band):12}  {right:5.2f}  {bar(right, sure)}"
    share = sum(right for _, right in judged) / len(judged)
    yield f"all {len(judged):21}  {share:5.2f}  mean distance {distance:.3f}"


def bar(share: float, mark: float) -> str:
    """A share (0..1) as a bar with a mark in it."""
    drawn = list(("#" * round(share * WIDTH)).ljust(WIDTH, "."))
    drawn[min(WIDTH - 1, round(mark * WIDTH))] = "|"
    return "".join(drawn)
