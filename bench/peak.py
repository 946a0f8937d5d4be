"""The most memory this process had resident. Not `ru_maxrss`: a child is told its parent's peak there, too."""

import re
from pathlib import Path


def megabytes() -> float:
    """Since this program began, in MB of 1,048,576 bytes. Linux."""
    found = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text(encoding="utf-8"))
    assert found
    return int(found[1]) / 1024
