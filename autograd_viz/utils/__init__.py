"""What training needs beside the engine. As ``torch.utils``."""

from . import data as data
