"""A process apart that dies in the middle of its answer, as one does whose library fell over."""

import os
import signal
import sys

if __name__ == "__main__":
    sys.stdin.buffer.read()
    sys.stdout.buffer.write(b'{"media_type": "image/jpeg"')
    sys.stdout.buffer.flush()
    os.kill(os.getpid(), signal.SIGKILL)
