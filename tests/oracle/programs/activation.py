"""Programs of activations and dropout."""

from tests.oracle.observe import Leaf
from tests.oracle.programs.leaves import lines

LEAVES = {
    "v": Leaf([-4.0, -3.0, -2.5, -1.0, -0.5, -0.25, 0.25, 0.5, 0.75, 1.0, 2.0, 3.0, 6.0, 7.5]),
    "zero": Leaf([0.0, -0.0]),
    "odd": Leaf([float("nan"), float("inf"), float("-inf"), 100.0, -100.0, 1e-5]),
    "v16": Leaf([-4.0, -1.0, -0.3, 0.3, 1.0, 4.0], "float16"),
    "v32": Leaf([[-4.0, -1.0, -0.3], [0.3, 1.0, 4.0]], "float32"),
    "V": Leaf([[[-1.0, 2.0], [0.5, -0.5], [3.0, -3.0]], [[0.25, -2.0], [-0.25, 1.0], [1.5, -1.5]]]),
    "I": Leaf([[[[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [7.0, 8.0]]]]),
    "q": Leaf([0.25]),
    "q3": Leaf([0.25, -0.5, 0.75]),
    "h32": Leaf([0.25], "float32"),
}

PLAIN = (
    "gelu gelu(approximate='tanh') silu leaky_relu leaky_relu(negative_slope=0.5) leaky_relu(negative_slope=-0.5) leaky_relu(negative_slope=2) "
    "leaky_relu(negative_slope=0) elu elu(alpha=2.0) elu(alpha=-0.5) celu celu(alpha=2.0) selu softplus softplus(beta=2,threshold=3) logsigmoid relu relu6 hardtanh "
    "hardtanh(min_val=-0.5,max_val=2) hardswish mish softsign tanhshrink softshrink softshrink(lambd=1) hardshrink "
    "hardshrink(lambd=1) threshold(threshold=0.5,value=-3) threshold(threshold=0.5,value=3.0) rrelu rrelu(lower=0.5,upper=0.75) prelu(weight=q) dropout(training=False) alpha_dropout"
).split()
REWRITING = (
    "silu leaky_relu elu celu selu relu relu6 hardtanh hardswish mish threshold(threshold=0.5,value=-3) rrelu "
    "threshold(threshold=0.5,value=3.0) elu(alpha=2.0) celu(alpha=0.5)"
).split()


def call(text, *operands):
    """The text of a call: ``elu(alpha=2)`` of ``x`` is ``F.elu(x, alpha=2)``."""
    name, _, keywords = text.partition("(")
    return f"F.{name}({', '.join([*operands, *([keywords[:-1]] if keywords else [])])})"


def everywhere():
    for text in PLAIN:
        yield call(text, "v")
        if not text.startswith("prelu"):  # whose second derivative at 0 is another in PyTorch
            yield call(text, "zero")
        yield call(text, "odd")
        yield call(text, "v16")
        yield call(text.replace("=q)", "=h32)"), "v32.t()")
        yield call(text, "s") + ", " + call(text, "none")
        yield call(text, "n")
        yield call(text, "m")
        if text not in ("softsign", "tanhshrink"):  # where PyTorch asks the number for a method
            yield call(text, "3.0")
            yield call(text, "np.ones(2)")
    for text in REWRITING:
        yield f"y = v * 1; {call(text[:-1] + ',inplace=True)' if '(' in text else text + '(inplace=True)', 'y')}"
        yield f"y = v * 1; {call(text[:-1] + ',inplace=True)' if '(' in text else text + '(inplace=True)', 'y')}; y * 2"
        yield call(text[:-1] + ",inplace=True)" if "(" in text else text + "(inplace=True)", "v")
        yield f"y = v * 1; q = {call(text, 'y')}; q.mul_(2); q.sum().backward(); v.grad"
        if text != "rrelu":  # which saves its operand in PyTorch, without a use for it
            yield f"y = v * 1; q = {call(text, 'y')}; y.mul_(2); q.sum().backward(); v.grad"


OTHERS = """
F.relu_(v * 1) | F.elu_(v * 1, 2.0) | F.leaky_relu_(v * 1, 0.5) | F.celu_(v * 1) | F.selu_(v * 1) | F.hardtanh_(v * 1, 0, 2) | F.threshold_(v * 1, 1, 0) | F.rrelu_(v * 1) | F.leaky_relu_(c * 1, -0.5)
T.autograd.grad(F.hardsigmoid(v).sum(), v) | T.autograd.grad(F.hardsigmoid(odd).sum(), odd) | F.hardsigmoid(v.detach()) | F.hardsigmoid(v16.detach()) | F.hardsigmoid(v).grad_fn.name() | F.hardsigmoid(v * 1, inplace=True).grad_fn.name() | F.hardsigmoid(n) | F.hardsigmoid(m) | F.hardsigmoid(2.0) | T.sigmoid(v) | T.sigmoid(odd) | T.tanh(odd) | T.sigmoid(v16)
F.relu(v, True) | F.relu(v * 1, True) | F.silu(v * 1, True) | F.elu(v * 1, 2, True) | F.hardtanh(v * 1, -2, 2, True) | F.leaky_relu(v * 1, 0.2, True) | F.threshold(v * 1, 0.5, 2, True) | F.rrelu(v * 1, 0.1, 0.1, True, True)
F.relu(n, inplace=True) | F.hardtanh(n) | F.hardtanh(u8) | F.relu6(n) | F.relu6(u8) | F.threshold(n, 1, 0) | F.threshold(n, 1.5, 0.5) | F.hardtanh(v, 2, 1) | F.hardtanh(m) | F.celu(v, 0) | F.softshrink(v, -1) | F.softshrink(v, nan) | F.hardshrink(v, -1)
F.gelu(v, approximate="a") | F.gelu(v, approximate=1) | F.leaky_relu(v, "a") | F.elu(v, None) | F.softplus(v, "a") | F.threshold(v, "a", 1) | F.softshrink(v, "a") | F.hardshrink(v, x) | F.leaky_relu(v, s) | F.leaky_relu(v, k) | F.elu(v, k) | F.softplus(v, n[1]) | F.threshold(v, k, n[0]) | F.elu(v, x)
F.softplus(v, 2) | F.softplus(v, 1, 2) | F.softplus(v, beta=0.5) | F.softplus(v, 2, threshold=4) | F.softplus(v, 0)
T.selu(v) | T.celu(v) | T.celu(v, alpha=2.0) | T.prelu(v, q) | T.threshold(v, 0.5, 2) | T.hardshrink(v) | T.hardshrink(v, 1) | T.rrelu(v) | T.relu(v) | v.relu() | v.prelu(q) | v.hardshrink() | v.hardshrink(1) | (v * 1).relu_()
F.prelu(v, q) | F.prelu(v, s) | F.prelu(V, q3) | F.prelu(V, q) | F.prelu(V[0].t(), q3) | F.prelu(V[0], q3) | F.prelu(s, q) | F.prelu(s, s) | F.prelu(s, q3) | F.prelu(v, q3) | F.prelu(V, w) | F.prelu(v, A) | F.prelu(v, h32) | F.prelu(n, n[:1]) | F.prelu(v, 0.25) | F.prelu(V, c) | F.prelu(V.detach(), q3) | F.prelu(none, q) | F.prelu(v, q * nan) | F.prelu(v, none)
F.glu(v) | F.glu(V) | F.glu(V, 0) | F.glu(V, 1) | F.glu(V, -1) | F.glu(V, 3) | F.glu(s) | F.glu(A.t(), 1) | F.glu(A, 0) | F.glu(n[:2]) | F.glu(v16) | F.glu(V.transpose(0, 2)) | F.glu(none) | F.glu(V, dim=2) | F.glu(v, 0.5)
F.softmin(A, 1) | F.softmin(A, 0) | F.softmin(x, dim=0) | F.softmin(A, 2)
F.rrelu(v, 0.3, 0.2) | F.rrelu(v, 0.25, 0.25, training=True) | F.rrelu(v, 0.25, 0.25, training=True, inplace=True) | F.rrelu(v * 1, 0.25, 0.25, training=True, inplace=True) | F.rrelu(n, training=True) | T.rrelu(v, 0.5, 0.5, True)
F.dropout(v, 0.0) | F.dropout(v, 1.0) | F.dropout(v, 0.5, False) | F.dropout(v, 0.5, training=False) is v | F.dropout(v, 0.0) is v | F.dropout(v, -0.1) | F.dropout(v, 1.1) | F.dropout(n) | F.dropout(n, 1.0) | F.dropout(m, 0.0) | F.dropout(none) | F.dropout(v, 1.0, inplace=True) | F.dropout(v * 1, 1.0, inplace=True) | F.dropout(2.0)
F.alpha_dropout(v, 1.0, True) | F.alpha_dropout(v, 0.0, True) | F.alpha_dropout(v, 0.5) | F.alpha_dropout(v, 2.0) | F.feature_alpha_dropout(V, 1.0, True) | F.feature_alpha_dropout(V, 0.5) | F.feature_alpha_dropout(v, 0.5, True)
F.dropout1d(V, 1.0) | F.dropout1d(V[0], 1.0) | F.dropout1d(V[0], 0.5, False) | F.dropout1d(v, 0.5) | F.dropout1d(I, 0.5) | F.dropout1d(V, 1.5) | F.dropout2d(I, 1.0) | F.dropout2d(I, 0.5, False) | F.dropout2d(I, 2) | F.dropout3d(I, 1.0) | F.dropout2d(I * 1, 1.0, inplace=True) | F.dropout1d(V[0] * 1, 1.0, inplace=True)
F.dropout(v, 0.5).grad_fn.name() | F.dropout(v, 0.5).grad_fn.next_functions[1][0] is None | F.alpha_dropout(v, 0.5, True).grad_fn.name() | F.dropout2d(I, 0.5).grad_fn.name() | F.dropout1d(V[0], 0.5).grad_fn.name() | y = v * 1; F.dropout(y, 0.5, True, True) is y | y = v * 1; F.alpha_dropout(y, 0.5, True, True) is y | F.feature_alpha_dropout(V, 0.5, True).grad_fn.name() | F.rrelu(v, training=True).grad_fn.name() | y = v * 1; F.rrelu(y, training=True, inplace=True).grad_fn.name()
T.dropout(v, 0.5, False) | T.dropout(v, 0.5, True).grad_fn.name() | T.dropout(v, 2.0, True) | T.alpha_dropout(v, 0.5, False) | T.feature_dropout(V, 1.0, True) | T.feature_dropout(v, 0.5, True) | T.feature_alpha_dropout(V, 0.5, False)
F.dropout(v16, 0.5).dtype | F.dropout(v32, 0.5).shape | F.alpha_dropout(v16, 0.5, True).dtype | sorted(set(F.dropout(T.ones(100), 0.5).tolist())) | sorted(set(F.dropout(T.ones(100), 0.25).tolist())) | len(set(F.dropout2d(T.ones(20, 10, 2, 2), 0.5).sum((2, 3)).reshape(-1).tolist())) | F.dropout(T.ones(4, dtype=T.float64).expand(3, 4), 0.999999).shape
F.sigmoid(v) | F.tanh(v) | F.relu(v.float()).dtype | F.logsigmoid(1000 * v) | F.silu(1000 * v) | F.gelu(1000 * v) | F.softplus(1000 * v)
F.logsigmoid(A.t()).stride() | (2 ** A.t()).stride() | F.elu(x * 0, inplace=True) | F.celu(x * 0, inplace=True) | F.selu(x * 0, inplace=True) | T.copysign(T.ones(14, dtype=T.float64), F.hardshrink(v))
"""

PROGRAMS = list(dict.fromkeys([*everywhere(), *lines(OTHERS)]))
