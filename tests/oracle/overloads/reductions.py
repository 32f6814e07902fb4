"""Ways to write what goes along axes."""

from tests.oracle.overloads.drawing import overload

HELPERS = "spread spread_mean tied put_along take_along".split()  # ops that only rules call


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
