"""Django's command line, and Tagwright's, from a checkout."""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent / "platform"), str(Path(__file__).parent)]

if __name__ == "__main__":
    from tagwright.__main__ import main

    sys.exit(main())
