import subprocess
import sys

from benchmarks.serving.deciding import peak_mib

PROGRAM = "from benchmarks.serving.deciding import peak_mib; block = b'x' * (200 << 20); del block; print(peak_mib())"


def test_peak__of_a_program__its_own_and_not_that_of_the_one_that_started_it() -> None:
    block = b"x" * (600 << 20)
    assert peak_mib() >= 600
    del block
    started = subprocess.run([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, check=True)
    assert 200 <= int(started.stdout) < 600
