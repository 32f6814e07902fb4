"""Ways to write what goes along axes."""

from tests.oracle.overloads.drawing import overload

# ops that only rules call
HELPERS = (
    "spread spread_mean tied put_along take_along present deviation unless_zero tied_axes tied_sizes lowest before after shift scan"
).split()


@overload("sum_all")
def sum_of_all(d):
    return f"{d.any()}.sum()"


@overload("mean_all")
def mean_of_all(d):
    return f"{d.any()}.mean()"


def some_axes(d, x):
    n = len(d.shape(x))
    picked = d.random.permutation(n)[: d.random.integers(1, n + 1)].tolist()
    return picked[0] - n if len(picked) == 1 and d.chance(0.7) else tuple(picked)


def reduction(name, op):
    def make(d):
        x = d.with_axes()
        return f"{x}.{name}({some_axes(d, x)}, keepdim={d.chance(0.5)})"

    overload(op, f"{name} along axes")(make)


reduction("sum", "sum_axes")

reduction("mean", "mean_axes")
for name in ("nansum", "amax", "amin", "logsumexp"):
    reduction(name, f"{name}_axes")


def in_wider_dtype(name):
    @overload(f"{name}_all_in to_dtype", f"{name} of all in another dtype")
    def of_all(d):
        return f"{d.any()}.float().{name}(dtype=T.float64)"

    @overload(f"{name}_axes_in to_dtype", f"{name} along axes in another dtype")
    def along_axes(d):
        x = d.with_axes()
        return f"{x}.float().{name}({some_axes(d, x)}, keepdim={d.chance(0.5)}, dtype=T.float64)"


in_wider_dtype("sum")
in_wider_dtype("mean")


def spread_out(name, result):
    @overload(f"{name}_axes", f"{name} along axes")
    def along_axes(d):
        x = d.with_axes()
        return f"T.{name}({x}, {some_axes(d, x)}, correction=0, keepdim={d.chance(0.5)}){result}"


spread_out("var", "")
spread_out("std", "")
spread_out("var_mean", "[1]")
spread_out("std_mean", "[1]")


@overload("nansum_axes eq sum_axes div", "nanmean")
def nanmean(d):
    x = d.with_axes()
    return f"{x}.nanmean({d.axis(x)})"


@overload("prod_all")
def prod(d):
    return f"{d.any()}.sigmoid().prod()"


@overload("prod_axis")
def prod_along(d):
    x = d.with_axes()
    return f"{x}.prod({d.axis(x)}, keepdim={d.chance(0.5)})"


def running(name):
    @overload(f"{name}_axis", name)
    def along(d):
        x = d.with_axes()
        return f"{x}.{name}({d.axis(x)})"


for name in ("cumsum", "cumprod", "logcumsumexp"):
    running(name)


@overload("norm_axes")
def norm(d):
    x = d.with_axes()
    p = d.choice([0, 0.5, 1, 1.5, 2, 2, 3, -1, "inf", "-inf"])
    return f"({x}.sigmoid() + 0.5).norm({p}, {some_axes(d, x)}, keepdim={d.chance(0.5)})"


@overload("distance")
def dist(d):
    x = d.any()
    return f"T.dist({x}, {d.beside(x)}.sigmoid() + 3, {d.choice([1, 2, 3])})"


@overload("aminmax_axes mul")
def aminmax(d):  # its results themselves are never changed in place: see the differences
    x = d.with_axes()
    return f"T.aminmax({x}, dim={d.axis(x)})[{int(d.chance(0.5))}] * 2"


def truth(name):
    @overload(f"{name}_axes to_dtype mul", name)
    def along(d):
        x = d.with_axes()
        return f"({x} > 0).{name}({d.axis(x)}).double() * {d.shaped(())}"


truth("all")
truth("any")


@overload("count_nonzero_axes to_dtype mul")
def count_nonzero(d):
    x = d.with_axes()
    return f"T.count_nonzero({x}, {d.axis(x)}).double() * {d.shaped(())}"


@overload("max_all")
def largest(d):
    return f"{d.any()}.max()"


@overload("min_all")
def smallest(d):
    return f"T.min({d.any()})"


@overload("max_axis")
def largest_along(d):
    x = d.with_axes()
    return f"{x}.max({d.axis(x)}, keepdim={d.chance(0.5)})[0]"


@overload("min_axis to_dtype mul")
def smallest_along(d):
    x = d.with_axes()
    return f"(lambda pair: pair[0] * pair[1].double())({x}.min({d.axis(x)}))"


@overload("argmax_axis argmin_axis add to_dtype")
def where_extremes_are(d):
    x = d.with_axes()
    k = d.axis(x)
    return f"({x}.argmax({k}) + {x}.argmin({k})).double() + {x}.sum({k})"


@overload("softmax_axis", "softmax")
def softmax(d):
    x = d.with_axes()
    return f"F.softmax({x}, {d.axis(x)})"


@overload("log_softmax_axis", "log_softmax")
def log_softmax(d):
    x = d.with_axes()
    return f"{x}.log_softmax({d.axis(x)})"
