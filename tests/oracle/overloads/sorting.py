"""Ways to write what orders, ranks and compares."""

import numpy as np

from tests.oracle.overloads.drawing import overload

HELPERS = []


def apart(d):
    """A tensor with axes of whose numbers no two are equal, or equal but for rounding, or NaN: so one order is right."""
    for x in (d.with_axes(), d.leaf((3, 2)), d.leaf((2, 3))):
        values = np.sort(d.names[x].detach().numpy().astype(np.float64), axis=None)
        if np.isfinite(values).all() and (np.diff(values) > 1e-3).all():
            return x
    return None


def ordering(ops, text, name):
    """Register an overload that needs one order: in ``text``, ``{x}`` stands for the tensor, ``{k}`` for an axis."""

    @overload(ops, name)
    def make(d):
        x = apart(d)
        if x is None:
            return None
        dim = d.axis(x)
        return text.format(
            x=x, k=dim, n=d.random.integers(1, d.shape(x)[dim] + 1), flag=d.chance(0.5), other=d.chance(0.5)
        )


ordering("sort_axis", "T.sort({x}, {k}, {flag})[0]", "sort")
ordering("sort_stable", "{x}.sort(dim={k}, descending={flag}, stable={other})[0]", "sort stable")
ordering("sort_axis to_dtype add", "{x}.argsort({k}, {flag}).double() + {x}", "argsort")
ordering("topk_axis", "{x}.topk({n}, {k}, {flag})[0]", "topk")
ordering("kthvalue_axis", "{x}.kthvalue({n}, {k}, keepdim={flag})[0]", "kthvalue")
ordering("median_axis", "{x}.median({k}, keepdim={flag})[0]", "median along an axis")
ordering("nanmedian_axis", "{x}.nanmedian({k}, keepdim={flag})[0]", "nanmedian along an axis")
ordering("mode_axis", "{x}.mode({k}, keepdim={flag})[0]", "mode")
ordering("median_all", "{x}.median()", "median")
ordering("nanmedian_all", "{x}.nanmedian()", "nanmedian")
ordering("cummax_axis", "{x}.cummax({k})[0]", "cummax")
ordering("cummin_axis", "{x}.cummin({k})[0]", "cummin")
ordering("unique_elements", "T.unique({x}.detach())", "unique")
ordering("is_in to_dtype mul", "T.isin({x}.detach(), {x}.detach().flatten()[:2]).double() * {x}", "isin")
ordering("is_close to_dtype mul", "{x}.isclose({x} + 1e-4, atol=1e-3).double() * {x}", "isclose")


@overload("bincount_of to_dtype mul")
def bincount(d):
    return f"T.bincount(T.tensor({d.random.integers(0, 4, 5).tolist()}), minlength=4).double() * {d.shaped(())}"


@overload("histc_of to_dtype mul")
def histc(d):
    x = apart(d)
    return x and f"{x}.detach().float().histc({d.random.integers(1, 5)}, -2.0, 2.0).double() * {d.shaped(())}"


@overload("histogram_of to_dtype mul")
def histogram(d):
    x = apart(d)
    return x and f"{x}.detach().double().histogram({d.random.integers(1, 5)}).hist * {d.shaped(())}"
