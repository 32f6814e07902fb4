"""Define an operation once, to be read three ways: arrays compute, tensors record, symbols write.

An op is a function of its operands, its LaTeX, and one vector-Jacobian product per operand::

    @op(r"\\tanh {0}", vjp=[lambda g, y, x: g * (1 - y * y)])
    def tanh(x):
        return np.tanh(x)

Calling the op looks at the operands. Plain arrays compute at once. Any type that has registered a
reader (`read_by`) is handed the op instead: `Tensor` computes and records a node, `Symbol` writes
LaTeX. The rules themselves call ops and operators only, so they can be read in the same three ways.

Letters in every rule of this package: ``x, a, b`` operands, ``y`` the result, ``g`` the upstream
gradient; then the op's parameters by name. A rule must not branch on values or shapes.
"""

import dis
from functools import cached_property, update_wrapper

from .arrays import Fused, gpu

READERS = {}  # operand type -> function (op, operands, params) -> result
REGISTRY = {}  # op name -> Op, in order of definition


class Op:
    """One operation with its derivative.

    Attributes
    ----------
    forward : callable
        Plain function of arrays. Operands are positional, parameters keyword-only.
    vjp : tuple of callable or None
        One rule per operand, ``rule(g, y, *operands, **params)``; None where no gradient flows.
        A variadic op (``cat``) has one rule, told which operand by the keyword ``k``.
    tex : str or callable
        Format string over the operands' LaTeX, and parameters by name; or, of a helper, the same
        written with other ops.
    symbol : str
        What a picture writes inside the op's circle.
    level : int
        Binding strength in LaTeX, 1 (sum) to 9 (atom); weaker operands get parentheses.
    node : str
        Name of the node that a recorded call makes, as PyTorch's: ``MulBackward0``.
    like : tuple of int
        Operands of which rules need only shape and dtype.
    dtypes : {"same", "promote", "float"}
        How tensors' dtypes are brought together: left alone, promoted to a common one, or promoted
        with integers made floating first.
    results : int
        Number of results; more than one are returned as a tuple.
    differentiable : tuple of int
        Results through which gradients flow. With one, ``g`` is its gradient, else a tuple.
    view : bool
        Whether the result shares the memory of the first operand.
    elementwise : bool
        Whether the Jacobian of each operand is diagonal once broadcasting is undone.
    broadcasts : bool
        Whether an operand may have another shape or dtype than its gradient at first has.
    slots : tuple of int or None
        The operands that have a slot in ``next_functions``, in order; None for all.
    keeps_result : bool
        Whether the node keeps its result even when no rule in use mentions it, as PyTorch's node does,
        so that a change of it in place is an error.
    holds : bool
        Whether the parameters hold arrays (of indices), which freeing the graph gives up.
    variadic : bool
        Whether the op takes any number of operands.
    fuses : {None, "nothing", "rules", "all"}
        What on a GPU is one kernel: the forward and each rule, the rules alone, or nothing.
    numbers : tuple of str
        Parameters that may be other numbers at every call.
    brings : int or None
        The operand that, without axes, may be on another device: the op brings it to the first's.
    """

    def __init__(
        self, forward, tex, vjp, symbol=None, level=9, node=None, like=(), dtypes="same",
        results=1, differentiable=(0,), view=False, elementwise=False, broadcasts=False, slots=None, holds=False, keeps_result=False,
        brings=None,
    ):  # fmt: skip
        update_wrapper(self, forward)
        self.forward, self.tex, self.vjp = forward, tex, tuple(vjp)
        self.name = forward.__name__
        self.symbol = symbol or self.name
        self.level, self.like, self.dtypes = level, tuple(like), dtypes
        self.results, self.differentiable = results, tuple(differentiable)
        self.view, self.elementwise, self.holds = view, elementwise, holds
        self.keeps_result = keeps_result
        code = forward.__code__
        self.operands = code.co_argcount
        self.variadic = bool(code.co_flags & 0x04)
        self.params = code.co_varnames[self.operands : self.operands + code.co_kwonlyargcount]
        self.slots = slots  # operands that have a slot in next_functions; None for all
        self.node = node or self.name.title().replace("_", "") + "Backward0"
        self.broadcasts = elementwise or broadcasts
        self.floating = dtypes == "float"
        self.differentiates = any(rule is not None for rule in self.vjp)
        self.plans = {}
        self.single = (
            self.operands == 1 and elementwise and not self.variadic and not self.params and self.differentiates
        )
        self.fuses, self.numbers, self.plain, self.brings = None, (), None, brings
        self.shortcut = None  # filled by the layer that records
        self.blank = (None,) * self.operands
        self.node_class = None  # filled by the layer that records

    def __call__(self, *operands, **params):
        for operand in operands:
            reader = READERS.get(type(operand))
            if reader is not None:
                return reader(self, operands, params)
        return self.forward(*operands, **params)

    def __repr__(self):
        return f"<op {self.name}>"

    def fuse(self, wanted):
        """Let forward and rules be one kernel each on a GPU, or be as they were defined."""
        self.plain = self.plain or (self.forward, self.vjp)
        self.shortcut = None
        if not wanted:
            self.forward, self.vjp = self.plain
            return
        reads = [(0, *sorted(i + 2 for i in used)) for used in self.uses]
        forward, rules = self.plain
        self.vjp = tuple(
            rule and Fused(rule, f"{self.name}_backward{i}", reads[i], self.numbers) for i, rule in enumerate(rules)
        )
        self.forward = Fused(forward, self.name, numbers=self.numbers) if self.fuses == "all" else forward

    @cached_property
    def uses(self):
        """For each rule, which operands it mentions (indices), with ``-1`` for the result ``y``."""
        return tuple(mentioned(rule, self) for rule in self.vjp)

    def plan(self, wanted):
        """What a node saves when the slots flagged in `wanted` need gradients.

        Returns
        -------
        frozenset of int, bool
            The operands whose values or shapes the rules mention, and whether they mention ``y``.
        """
        found = self.plans.get(wanted)
        if found is None:
            slots = range(len(wanted)) if self.slots is None else self.slots
            rules = self.uses[:1] if self.variadic else [self.uses[i] for i, w in zip(slots, wanted) if w]
            uses = frozenset().union(*rules)
            found = self.plans[wanted] = (uses - {-1}, -1 in uses or self.keeps_result)
        return found

    @cached_property
    def needed(self):
        """`uses` of an op of two operands as bits: 1 for the first operand, 2 for the second."""
        return tuple((0 in used) + 2 * (1 in used) for used in self.uses)

    @cached_property
    def needs(self):
        """What both rules of an op of two operands mention, as bits."""
        return self.needed[0] | self.needed[1]

    def keeps(self, saved):
        """Whether `saved` holds more than shapes, so that freeing it ends the graph's use."""
        return not self.variadic and any(x is not None and i not in self.like for i, x in enumerate(saved))


def mentioned(rule, op):
    """Indices of the operands a rule's body reads; -1 stands for ``y``."""
    if rule is None:
        return frozenset()
    code = rule.__code__
    names = code.co_varnames[: code.co_argcount]
    read = set()
    for instruction in dis.get_instructions(code):
        if instruction.opname.startswith(("LOAD_FAST", "LOAD_CLOSURE", "LOAD_DEREF")):
            value = instruction.argval
            read.update(value if isinstance(value, tuple) else (value,))
    if op.variadic:
        return frozenset({-1} & {-1 if "y" in read else 0})
    return frozenset(i - 2 for i, name in enumerate(names[: 2 + op.operands]) if name in read and i >= 1)


def op(tex, vjp, **spec):
    """Make the decorated function an `Op` and register it by name.

    Parameters
    ----------
    tex : str
    vjp : sequence of callable or None
    **spec
        The other attributes of `Op`.
    """

    def define(forward):
        made = Op(forward, tex, vjp, **spec)
        if made.name in REGISTRY:
            raise ValueError(f"an op named {made.name!r} exists already")
        REGISTRY[made.name] = made
        return made

    return define


def fusible(rules=(), numbers=()):
    """Say of every op defined so far what is fused on a GPU: all that is computed element by element.

    Parameters
    ----------
    rules : collection of str
        Ops of which only the rules are, as the forward does more than NumPy's functions of numbers.
    numbers : mapping of str to str
        The parameter, for ops with one that may be another number at every call.
    """
    for made in REGISTRY.values():
        if made.fuses is None:
            made.fuses = "nothing" if not made.elementwise else "rules" if made.name in rules else "all"
            made.numbers = (numbers[made.name],) if made.name in numbers else ()


def fuse_all():
    """Fuse ops where there are GPUs."""
    for made in REGISTRY.values():
        if made.fuses not in (None, "nothing"):
            made.fuse(gpu.used)


gpu.chosen.append(fuse_all)


def read_by(type_, reader):
    """Let operands of `type_` read ops through ``reader(op, operands, params)``."""
    READERS[type_] = reader
