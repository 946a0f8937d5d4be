"""A Spark cluster for tests: a standalone master and two workers on this machine, each a process of its own."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from covalue.analytics.cluster import ClusterEngine

WORKERS: Final = 2
PACKAGE: Final = "org.apache.spark.deploy"


def missing() -> str:
    """What of it is not installed, as a sentence; empty when all is there."""
    if find_spec("pyspark") is None:
        return "pyspark is not installed: make spark"
    if shutil.which("java") is None:
        return "Java is not installed (Debian: apt install openjdk-17-jre-headless)"
    return ""


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Start it; gives its address. All it writes lies in `folder`, and nothing listens beyond this machine."""
    (folder / "spark-defaults.conf").write_text("spark.sql.shuffle.partitions 4\nspark.driver.memory 1g\n")
    told = {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_LOCAL_DIRS": str(folder / "scratch"), "SPARK_CONF_DIR": str(folder)}
    before = {name: os.environ.get(name) for name in told}
    os.environ.update(told)
    port = str(_free_port())
    url = f"spark://127.0.0.1:{port}"
    try:
        with ExitStack() as stack:
            log = folder / "master.log"
            stack.enter_context(
                _process(["master.Master", "--host", "127.0.0.1", "--port", port, "--webui-port", "0"], log)
            )
            _wait(log, "I have been elected leader", times=1)
            for number in range(WORKERS):
                work = folder / f"worker{number}"
                arguments = ["--host", "127.0.0.1", "--cores", "1", "--memory", "1g", "--webui-port", "0"]
                named = ["worker.Worker", *arguments, "--work-dir", str(work), url]
                stack.enter_context(_process(named, folder / f"worker{number}.log"))
            _wait(log, "Registering worker", times=WORKERS)
            yield url
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


def workers_of(engine: ClusterEngine) -> int:
    """How many workers run something for this engine; waits until all of them do."""
    context = engine._connected().sparkContext._jsc.sc()
    for _attempt in range(300):
        if context.getExecutorMemoryStatus().size() > WORKERS:  # the driver is counted too
            break
        time.sleep(0.1)
    return int(context.getExecutorMemoryStatus().size()) - 1


@contextmanager
def _process(arguments: list[str], log: Path) -> Iterator[None]:
    import pyspark

    program = Path(pyspark.__file__).parent / "bin" / "spark-class"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as file:
        command = [str(program), f"{PACKAGE}.{arguments[0]}", *arguments[1:]]
        process = subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT)
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(5)


def _wait(log: Path, sentence: str, *, times: int) -> None:
    for _attempt in range(600):
        if log.exists() and log.read_text(errors="replace").count(sentence) >= times:
            return
        time.sleep(0.1)
    raise AssertionError(f"the cluster did not start: {log.read_text(errors='replace')[-2000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
