"""One process at a time works on a corpus."""

import subprocess
import sys
import threading
from pathlib import Path

from thememiner.batch.locks import lock_corpus

SCRIPT = """
import sys, time
from pathlib import Path
from thememiner.batch.corpus_lock import corpus_locked
with corpus_locked(Path(sys.argv[1]), "study"):
    print("locked", flush=True)
    time.sleep(60)
"""


def test_another_process_is_waited_for_until_it_is_done_or_dead(tmp_path: Path) -> None:
    """A worker whose batch died finishes first; one that dies itself keeps nobody waiting."""
    entered = {corpus: threading.Event() for corpus in ("study", "another study")}

    def enter(corpus: str) -> None:
        with lock_corpus(tmp_path, corpus):
            entered[corpus].set()

    command = [sys.executable, "-c", SCRIPT, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:  # noqa: S603 - our own script
        assert other.stdout
        assert other.stdout.readline() == "locked\n"
        for corpus in entered:
            threading.Thread(target=enter, args=(corpus,), daemon=True).start()
        assert entered["another study"].wait(10)
        assert not entered["study"].wait(0.3)
        other.kill()
        assert entered["study"].wait(10)
    assert {path.relative_to(tmp_path).parts[0] for path in tmp_path.rglob("*")} == {"log"}
