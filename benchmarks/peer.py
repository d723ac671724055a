"""Another library, in an environment of its own: `<its python> benchmarks/peer.py NAME`.

Reads a corpus as a JSON list from the first line of its standard input; for each line after that it reads the corpus
once, and prints the seconds and how many frames it could not read.
"""

import importlib
import json
import logging
import sys
import time
from operator import attrgetter

READERS = {"OWNd": ("OWNd.message", "OWNMessage.parse"), "pyown": ("pyown.messages", "parse_message")}


def main() -> None:
    logging.disable()
    module, path = READERS[sys.argv[1]]
    read = attrgetter(path)(importlib.import_module(module))
    texts = json.loads(sys.stdin.readline())
    for _ in sys.stdin:
        failed = 0
        begin = time.perf_counter()
        for text in texts:
            try:
                failed += read(text) is None
            except Exception:  # noqa: BLE001 - whatever it raises, it has not read the frame
                failed += 1
        sys.stdout.write(json.dumps({"seconds": time.perf_counter() - begin, "failed": failed}) + "\n")
        sys.stdout.flush()


main()
