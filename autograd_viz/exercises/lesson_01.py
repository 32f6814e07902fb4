"""The exercises of lesson 1, computational graphs."""

from ..autograd.creation import tensor
from ..autograd.tensor import Tensor
from ..check import MISSING, Finding, Question, Verdict, answers, works

LEAVES = frozenset({"a", "w1", "w2", "w3", "w4"})


def values(given):
    """What the program computes."""
    return answers(
        given,
        {
            "b": Question(6, {5: "that is 3 + 2: the star multiplies"}, "b is w1 * a"),
            "c": Question(8, {6: "that is 4 + 2: the star multiplies"}, "c is w2 * a"),
            "d": Question(
                78,
                {30: "that is w3 * b alone: w4 * c is added to it", 48: "that is w4 * c alone: w3 * b is added to it"},
                "d is w3 * b + w4 * c, with your b and c",
            ),
            "L": Question(-68, {68: "10 - d, not d - 10", 88: "10 - d, not 10 + d"}, "L is 10 - d, with your d"),
        },
    )


def nodes(given):
    """How many operators, and which names are leaves."""
    result = {name: f"{name} is computed by an operator: only what you make yourself is a leaf" for name in "bcdL"}
    made = {name: f"you made {name} yourself, with av.tensor" for name in LEAVES}
    return answers(
        given,
        {
            "operators": Question(
                6,
                {
                    4: "one for each line would be 4, but the line of d does more than one thing",
                    5: "the leaves are 5; operators are the signs * + - in the program",
                    9: "that is one for each name: a leaf is no operator, and two products have no name",
                    11: "that is operators and leaves together",
                },
                "count the signs * + - in the program",
            ),
            "leaves": Question(
                LEAVES, result | made | {"10": "10 is a plain number, not a tensor: nobody asks for its gradient"}
            ),
        },
    )


def rebuilt(given):
    """What a loop and a branch leave in the graph."""
    return answers(
        given,
        {
            "operators of power(x, 4)": Question(
                3,
                {
                    4: "x * x * x * x has four factors, but how many stars?",
                    1: "the line with the star is written once, but it runs more than once",
                },
                "y starts as x; count how often the line with the star runs",
            ),
            "the if is a node": Question(
                False,
                {
                    True: "the if is Python's: it chose which operators ran, and only what ran is in the graph",
                },
                "answer True or False",
            ),
        },
    )


def diamond(u, v, y):
    """Whether `y` is 15, made of `u` and `v`, with `u` used twice and an addition last."""
    if y is ...:
        return Verdict((Finding("y", "missing", MISSING),))
    if not isinstance(y, Tensor) or y.grad_fn is None:
        return wrong("y", f"{y!r} has no graph: make y from u and v themselves, with operators")
    senders = {name: leaf_users(y.grad_fn, leaf) for name, leaf in (("u", u), ("v", v))}
    last = operator_name(y.grad_fn)
    return Verdict(
        (
            finding("y is 15", y.item() == 15, f"y is {y.item():g}"),
            finding("the last operator adds", last.startswith("Add"), f"the last operator is {last}"),
            finding("two operators use u", len(senders["u"]) == 2, uses(senders["u"], "u")),
            finding("one operator uses v", len(senders["v"]) == 1, uses(senders["v"], "v")),
        )
    )


def finding(question, holds, otherwise):
    return Finding(question, "right", "yes") if holds else Finding(question, "wrong", otherwise)


def wrong(question, message):
    return Verdict((Finding(question, "wrong", message),))


def uses(senders, name):
    if not senders:
        return f"{name} is not in the graph of y"
    return f"operators that use {name}: {', '.join(sorted(operator_name(node) for node in senders))}"


def operator_name(node):
    return node.name().split("::")[-1]


def operators(root):
    """Every operator behind `root`, each once, leaves left out."""
    found, waiting = {}, [root]
    while waiting:
        node = waiting.pop()
        if node is None or node in found or operator_name(node) == "AccumulateGrad":
            continue
        found[node] = True
        waiting += [target for target, _ in node.next_functions]
    return list(found)


def leaf_users(root, leaf):
    """The operators that have `leaf` as an operand."""
    return [
        node
        for node in operators(root)
        if any(getattr(target, "variable", None) is leaf for target, _ in node.next_functions)
    ]


def counted(count_operators):
    """Whether a learner's function counts every operator once."""
    cases = [(f"count_operators({code})", (result,), count_question(result.grad_fn)) for code, result in programs()]
    return works("count_operators", count_operators, cases)


def count_question(root):
    leaves_too, again = count_with_leaves(root), count_visits(root)
    mistakes = {
        leaves_too: "the leaves were counted too: skip AccumulateGrad",
        again: "an operator that two others use was counted twice: skip what is in seen",
    }
    return Question(len(operators(root)), mistakes, "neither too many nor too few: take each operator once")


def programs():
    """Small programs to count: with shared leaves, with a shared operator, with one operator only."""
    a, x = tensor(2.0, requires_grad=True), tensor(3.0, requires_grad=True)
    shared = x * 2
    return [("x * a", x * a), ("x * a + x", x * a + x), ("shared * 3 + shared * 4", shared * 3 + shared * 4)]


def count_with_leaves(root):
    targets = [target for node in operators(root) for target, _ in node.next_functions if target is not None]
    return len({*operators(root), *targets})


def count_visits(node):
    """What comes out when nothing remembers which operators were seen."""
    if node is None or operator_name(node) == "AccumulateGrad":
        return 0
    return 1 + sum(count_visits(target) for target, _ in node.next_functions)
