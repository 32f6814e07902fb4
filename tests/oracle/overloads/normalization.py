"""Ways to write normalisations."""

from tests.oracle.overloads.drawing import overload

HELPERS = "standard standard_slope".split()  # ops that only rules call


def parts(d, n):
    """A weight and a bias, a weight alone, or neither: with a bias alone PyTorch's second gradients fail."""
    return d.choice(["", f", {d.shaped((n,))}", f", {d.shaped((n,))}, {d.shaped((n,))}"])


def of_float64(make):
    """An overload whose operands are of one dtype: PyTorch mixes none here."""

    def checked(d):
        text = make(d)
        return None if text is None or len({str(d.names[n].dtype) for n in d.pool if n in text}) > 1 else text

    checked.__name__ = make.__name__
    return checked


@overload("layer_norm")
@of_float64
def layer_norm(d):
    x = d.of(lambda s: len(s) > 1 and s[-1] in (2, 3), [(2, 3), (3, 2), (2, 2, 3)])
    n = d.shape(x)[-1]
    return f"F.layer_norm({x}, ({n},){parts(d, n)}, eps=0.1)"


@overload("layer_norm", "layer_norm over two axes")
@of_float64
def layer_norm_of_matrices(d):
    x = d.of(lambda s: s in ((2, 2, 3), (1, 2, 3)), [(2, 2, 3)])
    return f"F.layer_norm({x}, (2, 3), {d.shaped((2, 3))}, {d.shaped((2, 3))}, eps=0.1)"


@overload("mean_axes shifted rsqrt mul", "rms_norm")
@of_float64
def rms_norm(d):
    x = d.of(lambda s: len(s) > 0 and s[-1] in (2, 3), [(2, 3), (3,), (2, 2, 3)])
    n = d.shape(x)[-1]
    return f"F.rms_norm({x}, ({n},){d.choice(['', f', {d.shaped((n,))}'])}, eps=0.1)"


@overload("group_norm")
@of_float64
def group_norm(d):
    x = d.of(lambda s: s in ((2, 2, 3), (3, 2), (2, 3)), [(2, 2, 3), (3, 2)])
    n = d.shape(x)[1]
    return f"F.group_norm({x}, 1{parts(d, n)}, eps=0.1)"


@overload("batch_norm")
@of_float64
def batch_norm(d):
    x = d.of(lambda s: s in ((2, 2, 3), (3, 2), (2, 3)), [(2, 2, 3), (3, 2)])
    return f"F.batch_norm({x}, None, None{parts(d, d.shape(x)[1])}, training=True, eps=0.1)"


@overload("batch_norm_fixed", "batch_norm in evaluation")
@of_float64
def batch_norm_in_evaluation(d):
    x = d.of(lambda s: s in ((2, 2, 3), (3, 2), (2, 3)), [(2, 2, 3), (3, 2)])
    n = d.shape(x)[1]
    given = d.shaped((n,))
    return f"F.batch_norm({x}, {given}.detach(), {given}.detach() ** 2{parts(d, n)}, eps=0.1)"


@overload("batch_norm view repeat_axes", "instance_norm")
@of_float64
def instance_norm(d):
    x = d.shaped((2, 2, 3))
    return f"F.instance_norm({x}, None, None, {d.shaped((2,))}, {d.shaped((2,))}, eps=0.1)"


@overload("expand_to div", "normalize")
def normalize(d):
    x = d.with_axes(2, 3)
    return f"F.normalize({x} + 0.1, dim={d.axis(x)})"
