"""A little clamd: speaks the scanner's INSTREAM protocol on 127.0.0.1 and knows one virus, the EICAR test text.

Run as a process; the first line it prints is its port. See clamd(8).
"""

import socketserver
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

# In two parts, so that no scanner on the way takes this file for what it tests.
EICAR = (r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD" + "-ANTIVIRUS-TEST-FILE!$H+H*").encode()


class Session(socketserver.StreamRequestHandler):
    """One command, one answer."""

    def handle(self) -> None:
        if self.rfile.read(10) != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        content = b""
        while length := struct.unpack("!I", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
        self.wfile.write(b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0")


@contextmanager
def running() -> Iterator[str]:
    """The address of one that runs, as COVALUE_SCAN_URL wants it."""
    server = subprocess.Popen([sys.executable, __file__], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout
        yield f"clamd://127.0.0.1:{server.stdout.readline().strip()}"
    finally:
        server.terminate()
        server.wait(10)


if __name__ == "__main__":
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session) as listening:
        print(listening.server_address[1], flush=True)
        listening.serve_forever()
