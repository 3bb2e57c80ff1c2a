"""`make bench`: one line each: name, our figure, the peer's or floor's, the ratio. `python -m tests.bench answer` runs one."""

import os
import sys
from collections.abc import Callable, Iterable, Mapping

from tests.bench import answer, forum, inbound_telegram, seats, start

BENCHES: Mapping[str, Callable[[], Iterable[object]]] = {
    "start": start.lines,
    "answer": answer.lines,
    "inbound-telegram": inbound_telegram.lines,
    "seats": seats.lines,
    "forum": forum.lines,
}


def main(chosen: list[str]) -> int:
    """Run the chosen lines, or all; 2 for a name that is none."""
    if unknown := [name for name in chosen if name not in BENCHES]:
        print(f"there is no line {unknown[0]!r}; choose {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    load = os.getloadavg()[0]
    print(f"# medians, both sides in turn; {os.cpu_count()} processors, load before the start {load:.1f}: compare ratios", flush=True)
    for name in chosen or BENCHES:
        for line in BENCHES[name]():
            print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
