"""`python -m covalue` is `covalue`."""

import sys

from covalue.cli import main

if __name__ == "__main__":
    sys.exit(main())
