"""Run the command `autograd-viz` as `python -m autograd_viz`."""

import sys

from .cli import main

sys.exit(main())
