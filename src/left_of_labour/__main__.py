"""`python -m left_of_labour` is the command `left-of-labour`."""

import os
import sys

if not sys.flags.safe_path and sys.path[0] in ("", os.getcwd()):  # noqa: PTH109  # as Python has written it there
    del sys.path[0]  # the working folder, where a random.py would be taken for the library's

from left_of_labour.cli import main

if __name__ == "__main__":
    main()
