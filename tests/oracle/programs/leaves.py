"""The tensors that programs name, made when first used, and how a table of programs is read."""

from tests.oracle.observe import Leaf

LEAVES = {
    # differentiable, float64: vectors, matrices, batches, and a number
    "x": Leaf([0.5, 1.25, 2.0]),
    "z": Leaf([1.5, -0.75, 0.25]),
    "o": Leaf([-1.0, 0.0, 2.0]),
    "e": Leaf([2.0, 2.0, 2.0]),
    "A": Leaf([[0.9, 1.4, 0.6], [1.2, 0.7, 1.1]]),
    "B": Leaf([[0.8, 1.3, 0.6, 1.1], [1.4, 0.5, 0.9, 1.2], [0.7, 1.0, 1.5, 0.4]]),
    "C": Leaf([[[0.6, 1.2, 0.9], [1.1, 0.7, 1.4]], [[1.3, 0.8, 0.5], [0.9, 1.5, 1.0]]]),
    "D": Leaf([[[0.7, 1.1], [1.4, 0.6], [0.8, 1.3]], [[1.2, 0.9], [0.5, 1.0], [1.5, 0.4]]]),
    "E": Leaf([[[[0.6, 1.2, 0.9]]], [[[1.1, 0.7, 1.4]]]]),
    "M": Leaf([[2.0, -1.0, 2.0], [0.5, 0.5, -3.0]]),
    "W": Leaf([[0.3, -0.5, 0.8], [1.1, 0.2, -0.4], [0.6, 0.9, 0.1], [-0.7, 0.4, 0.5]]),
    "u": Leaf([0.4, -0.6, 0.9, 1.3]),
    "w": Leaf([0.2, 1.7]),
    "s": Leaf(1.75),
    "r": Leaf(-0.5),
    "one": Leaf([0.6]),
    "none": Leaf([]),
    # differentiable, float32 and float16
    "x32": Leaf([0.5, 1.25, 2.0], "float32"),
    "A32": Leaf([[0.9, 1.4, 0.6], [1.2, 0.7, 1.1]], "float32"),
    "s32": Leaf(1.75, "float32"),
    "x16": Leaf([0.5, 1.25, 2.0], "float16"),
    # constants
    "c": Leaf([0.3, 0.9, 1.6], requires_grad=False),
    "K": Leaf([[0.3, 0.9, 1.6], [1.1, 0.2, 0.7]], requires_grad=False),
    "k": Leaf(0.6, requires_grad=False),
    "c32": Leaf([0.3, 0.9, 1.6], "float32", False),
    "i": Leaf([0, 1], "int64", False),
    "i3": Leaf([2, 0, 1], "int64", False),
    "j": Leaf([[0, 1], [1, 0]], "int64", False),
    "n": Leaf([1, 2, 3], "int64", False),
    "n8": Leaf([1, 2, 3], "int8", False),
    "u8": Leaf([1, 2, 3], "uint8", False),
    "m": Leaf([True, False, True], "bool", False),
    "m2": Leaf([[True, False, True], [False, True, True]], "bool", False),
    "t": Leaf([1, 0], "int64", False),
    "P": Leaf([[0.2, 0.5, 0.3], [0.6, 0.1, 0.3]], requires_grad=False),
}


def lines(table):
    """The programs of a table: one per line, or several with a bar between them."""
    return [text.strip().replace("\\n", "\n") for line in table.strip().splitlines() for text in line.split(" | ")]
