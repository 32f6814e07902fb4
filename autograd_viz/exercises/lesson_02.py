"""The exercises of lesson 2, computing gradients."""

from ..check import MISSING, Finding, Question, Verdict, answers, works

DIAMOND = {"L": [("u", 1), ("v", 1)], "u": [("y", 3)], "v": [("y", 4)], "y": [("x", 2)], "x": []}


def local_derivatives(given):
    """How much each operator's result moves with one operand."""
    return answers(
        given,
        {
            "dL/dd": Question(-1, {10: "10 stays where it is; move d by 1 and see how far L moves"}, "L is 10 - d"),
            "dd/db": Question(
                5,
                {
                    6: "6 is b itself; move b by 1 and w3 * b moves by w3",
                    30: "30 is w3 * b; how far does it move when b moves by 1?",
                },
                "d is w3 * b + w4 * c",
            ),
            "dd/dc": Question(
                6,
                {
                    8: "8 is c itself; move c by 1 and w4 * c moves by w4",
                    48: "48 is w4 * c; how far does it move when c moves by 1?",
                },
                "d is w3 * b + w4 * c",
            ),
            "db/da": Question(3, {2: "2 is a itself; move a by 1 and w1 * a moves by w1"}, "b is w1 * a"),
            "dc/da": Question(4, {2: "2 is a itself; move a by 1 and w2 * a moves by w2"}, "c is w2 * a"),
            "db/dw1": Question(2, {3: "3 is w1 itself; move w1 by 1 and w1 * a moves by a"}, "b is w1 * a"),
        },
    )


def paths(given):
    """The two paths from L to a, and what they give together."""
    one_path = "that is one path only; a reaches L along two"
    return answers(
        given,
        {
            "through b": Question(
                -15, {7: "that is the sum -1 + 5 + 3: along one path, multiply"}, "-1, then dd/db, then db/da"
            ),
            "through c": Question(
                -24, {9: "that is the sum -1 + 6 + 4: along one path, multiply"}, "-1, then dd/dc, then dc/da"
            ),
            "dL/da": Question(
                -39,
                {-15: one_path, -24: one_path, 360: "paths side by side are added, not multiplied"},
                "put together what the two paths give",
            ),
        },
    )


def stepping(given):
    """What the player showed."""
    return answers(
        given,
        {
            "numbers sent": Question(
                11,
                {
                    18: "18 counts every step; the seed, the five accumulates and the end send nothing along an edge",
                    5: "5 leaves are reached, but numbers also travel between operators",
                    12: "the plain number 10 is sent nothing",
                },
                "count the edges that carry a number at the end",
            ),
            "first to reach a": Question(
                -24,
                {
                    -15: "that one comes second: c is newer than b, so its operator goes first",
                    -39: "that is the sum at the end",
                },
                "step until the first number arrives at a",
            ),
            "a.grad at that moment": Question(
                None,
                {
                    0: "0 would say: moving a changes nothing. Nothing is known yet: None",
                    -24: "-24 is only the first of two; .grad is written once both are there",
                    "None": "without quotation marks: None",
                },
                "step until just before AccumulateGrad, and look at a's card",
            ),
        },
    )


def squared(given):
    """What happens at x * x."""
    return answers(
        given,
        {
            "edges to x": Question(2, {1: "the operator has two operands; both are x"}, "count the operands of x * x"),
            "on each edge": Question(
                3,
                {6: "that is the sum of both edges", 9: "9 is x * x itself"},
                "the local derivative of one operand is the other operand",
            ),
            "x.grad": Question(
                6,
                {
                    3: "3 is what = would leave: the second number would wipe out the first. += keeps both",
                    9: "9 is x * x itself, or 3 times 3: numbers that meet are added",
                },
                "add what the edges bring",
            ),
        },
    )


def hasty_walk(given):
    """What the hasty walk gives on the diamond, and what is right."""
    return answers(
        given,
        {
            "right": Question(
                14,
                {
                    6: "that is the path through u alone",
                    8: "that is the path through v alone",
                    20: "that is what the hasty walk gives; add the products of the two paths",
                },
                "multiply along each path, add the paths",
            ),
            "hasty": Question(
                20,
                {
                    14: "it would be, if y waited for v; the hasty walk sends twice from y",
                    6: "that is what y sends first; it sends once more when v's number comes",
                },
                "y sends 2 * 3 when u's number comes, and 2 * (3 + 4) when v's comes",
            ),
        },
    )


def order(given):
    """Whether every name stands after all that send to it."""
    if given is ...:
        return Verdict((Finding("order", "missing", MISSING),))
    if not isinstance(given, (list, tuple)) or sorted(map(str, given)) != sorted(DIAMOND):
        return Verdict((Finding("order", "wrong", f"write each of {', '.join(DIAMOND)} once, in a list"),))
    place = {name: given.index(name) for name in DIAMOND}
    early = [(target, name) for name, sent in DIAMOND.items() for target, _ in sent if place[target] < place[name]]
    if early:
        target, name = early[0]
        message = f"{target} stands before {name}, but {name} still has a number to send to {target}"
        return Verdict((Finding("order", "wrong", message),))
    return Verdict((Finding("order", "right", " -> ".join(given)),))


def walk(in_order):
    """Whether a learner's walk gives every gradient, each name visited once."""
    chain = {"L": [("y", 5)], "y": [("x", 2)], "x": []}
    square = {"L": [("x", 3), ("x", 3)], "x": []}
    graphs = {"a chain": chain, "the diamond": DIAMOND, "x * x": square, "18 doublings": doublings(18)}
    look = "print(total) inside the loop and compare with your own walk"
    return works(
        "in_order",
        in_order,
        [
            (
                label,
                (edges, list(edges)),
                Question(totals(edges, lambda total, had, local: had + total * local), walk_mistakes(edges), look),
            )
            for label, edges in graphs.items()
        ],
        unfilled=only_the_seed,
        read=written,
    )


def doublings(count):
    """`y = y + y` so many times: two to that power paths, but few names."""
    return {f"y{k}": [(f"y{k - 1}", 1)] * 2 if k else [] for k in range(count, -1, -1)}


def only_the_seed(total):
    return total is ... or (isinstance(total, dict) and len(total) > 1 and not any(list(total.values())[1:]))


def walk_mistakes(edges):
    """The totals that the usual slips give on these edges."""
    return {
        totals(edges, lambda total, had, local: total * local): "= wipes out what came first: add with +=",
        totals(edges, lambda total, had, local: had + local): "local alone was sent: send total[name] * local",
        totals(edges, lambda total, had, local: had + total): "total[name] alone was sent: send total[name] * local",
    }


def totals(edges, arrive):
    """Walk `edges`, whose names stand in a right order, with a rule for what a number that arrives does."""
    total = dict.fromkeys(edges, 0)
    total[next(iter(edges))] = 1
    for name, sent in edges.items():
        for target, local in sent:
            total[target] = arrive(total[name], total[target], local)
    return written(total)


def written(total):
    """A dict of totals as text, such as ``L 1, x 6``."""
    return ", ".join(f"{name} {value:g}" for name, value in total.items())


def by_hand(given):
    """The gradients of p = u * v; q = p + u; M = q * q at u = 1, v = 2."""
    return answers(
        given,
        {
            "dM/dq": Question(
                6, {3: "q is an operand twice: two edges bring 3 each", 9: "9 is M itself"}, "M is q * q, and q is 3"
            ),
            "dM/dp": Question(6, {3: "dM/dq is 6; look at x * x once more"}, "addition passes on what it gets"),
            "dM/dv": Question(
                6, {12: "that is 6 times v; the local derivative of u * v for v is u"}, "v reaches M through p only"
            ),
            "dM/du": Question(
                18,
                {
                    12: "that is the path through p; u also goes straight into q",
                    6: "that is the path straight into q; u also goes through p",
                },
                "u reaches M along two paths",
            ),
        },
    )


def without_grad(given):
    """Which names have no .grad after backward."""
    leaf = {name: f"{name} is a leaf: AccumulateGrad wrote its .grad" for name in ("a", "w1", "w2", "w3", "w4")}
    passed = {name: f"{name} is no leaf: its gradient is passed on and not kept" for name in "bcdL"}
    return answers({"no .grad": given}, {"no .grad": Question(frozenset("bcdL"), leaf | passed)})
