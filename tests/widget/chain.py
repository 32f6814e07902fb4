"""The seed's backward pass worked out by hand: what each of its 18 steps must show."""

from typing import NamedTuple

LEAVES = ("w4", "w3", "w2", "w1", "a")


class Step(NamedTuple):
    """One step: its kind, the sender's result and the receiver, the number sent, and the user's expression."""

    kind: str
    source: str | None = None
    target: str | None = None
    number: str | None = None
    expression: str | None = None
    grads: tuple = ()  # .grad of LEAVES after this step


def worked_out():
    """L = 10 - d; d = w3*b + w4*c; c = w2*a; b = w1*a; a = 2, w1 = 3, w2 = 4, w3 = 5, w4 = 6: so b = 6, c = 8."""
    rows = [
        ("seed", None, "L", "1", "10 - d"),
        ("contribution", "L", "d", "−1", "10 - d"),  # dL/dd = -1
        ("contribution", "d", None, "−1", "w3 * b + w4 * c"),
        ("contribution", "d", None, "−1", "w3 * b + w4 * c"),
        ("contribution", "w4 * c", "w4", "−8", "w4 * c"),  # -1 * c
        ("contribution", "w4 * c", "c", "−6", "w4 * c"),  # -1 * w4
        ("accumulate", None, "w4", "−8", None),
        ("contribution", "w3 * b", "w3", "−6", "w3 * b"),  # -1 * b
        ("contribution", "w3 * b", "b", "−5", "w3 * b"),  # -1 * w3
        ("accumulate", None, "w3", "−6", None),
        ("contribution", "c", "w2", "−12", "w2 * a"),  # -6 * a
        ("contribution", "c", "a", "−24", "w2 * a"),  # -6 * w2
        ("accumulate", None, "w2", "−12", None),
        ("contribution", "b", "w1", "−10", "w1 * a"),  # -5 * a
        ("contribution", "b", "a", "−15", "w1 * a"),  # -5 * w1
        ("accumulate", None, "w1", "−10", None),
        ("accumulate", None, "a", "−39", None),  # -24 + -15
        ("done", None, None, None, None),
    ]
    grads = dict.fromkeys(LEAVES)
    for row in rows:
        if row[0] == "accumulate":
            grads[row[2]] = float(row[3].replace("−", "-"))
        yield Step(*row, tuple(grads.values()))


STEPS = tuple(worked_out())
CARD_OF_A = {  # position -> gradient row and sum of the card of a, where they change
    0: ("not yet", ""),
    12: ("1 of 2", "−24"),
    15: ("2 of 2", "−24 + −15"),
    17: ("−39", "−24 + −15"),
}
