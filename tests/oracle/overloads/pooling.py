"""Ways to write the largest and average elements of windows."""

from tests.oracle.overloads.convolution import image, options
from tests.oracle.overloads.drawing import overload

HELPERS = "put_planes take_planes mapped mapped_back".split()  # ops that only rules call


def windows(d, n):
    """An input and the options of a pool."""
    kernel = d.choice([1, 2, (2, 1)]) if n == 2 else d.choice([1, 2])
    given = [image(d, n), f"{kernel}", *options(d, n, stride=(1, 2))]
    if kernel == 2:
        given += options(d, n, padding=(0, 1))
    return ", ".join([*given, f"ceil_mode={d.chance(0.3)}"])


@overload("max_pool2d")
def largest_of_windows(d):
    return f"F.max_pool2d({windows(d, 2)})"


@overload("max_pool2d unsqueeze_axis squeeze_axis")
def largest_of_signals(d):
    return f"F.max_pool1d({windows(d, 1)})"


@overload("max_pool2d to_dtype add")
def where_the_largest_are(d):
    return f"(lambda pair: pair[0] + pair[1].double())(F.max_pool2d({windows(d, 2)}, return_indices=True))"


@overload("avg_pool2d")
def averages_of_windows(d):
    return f"F.avg_pool2d({windows(d, 2)}, count_include_pad={d.chance(0.5)})"


@overload("avg_pool2d unsqueeze_axis squeeze_axis")
def averages_of_signals(d):
    return f"F.avg_pool1d({windows(d, 1)})"


@overload("adaptive_avg_pool2d mean_axes")
def as_many_averages_as_wanted(d):
    return f"F.adaptive_avg_pool2d({image(d)}, {d.choice([1, 2, 3, (1, 2), (4, 3)])})"


@overload("adaptive_max_pool2d")
def as_many_largest_as_wanted(d):
    return f"F.adaptive_max_pool2d({image(d)}, {d.choice([1, 2, 3, (1, 2), (4, 3)])})"


@overload("adaptive_max_pool2d adaptive_avg_pool2d mean_axes unsqueeze_axis squeeze_axis add")
def as_many_of_signals_as_wanted(d):
    x, m = image(d, 1), d.choice([1, 2, 3])
    return f"F.adaptive_max_pool1d({x}, {m}) + F.adaptive_avg_pool1d({x}, {m})"
