"""Make the pictures that the README and the docs show: `python docs/make_images.py [FOLDER]`."""

import sys
from pathlib import Path

import autograd_viz as av


def program():
    """The loss of the README's program."""
    a = av.tensor(2.0, requires_grad=True)
    w1 = av.tensor(3.0, requires_grad=True)
    w2 = av.tensor(4.0, requires_grad=True)
    w3 = av.tensor(5.0, requires_grad=True)
    w4 = av.tensor(6.0, requires_grad=True)
    b = w1 * a
    c = w2 * a
    d = w3 * b + w4 * c
    L = 10 - d
    names = {"a": a, "w1": w1, "w2": w2, "w3": w3, "w4": w4, "b": b, "c": c, "d": d, "L": L}
    return L, names


def main(folder):
    L, names = program()
    L.backward(retain_graph=True)
    av.draw(L, names=names).save(folder / "backward.svg")


if __name__ == "__main__":
    images = Path(__file__).resolve().parent / "images"
    main(Path(sys.argv[1]) if sys.argv[1:] else images)
