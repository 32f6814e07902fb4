"""The fast forms of convolutions and pools compute what the plain ones do, whatever the geometry."""

from itertools import product

import numpy as np
import pytest

from autograd_viz.ops import convolution, pooling, resample

R = np.random.default_rng(5)


def plain(x, w, b, size, stride, padding, dilation, groups):
    """A convolution as on paper: one sum for every element of the result."""
    x = np.pad(x, [(0, 0), (0, 0), *[(p, p) for p in padding]])
    outputs, channels = w.shape[:2]
    y = np.zeros((x.shape[0], outputs, *size))
    for n, o, *at in product(*map(range, y.shape)):
        start = o // (outputs // groups) * channels
        for c, *k in product(range(channels), *map(range, w.shape[2:])):
            met = [a * s + i * d for a, s, i, d in zip(at, stride, k, dilation)]
            y[(n, o, *at)] += w[(o, c, *k)] * x[(n, start + c, *met)]
    return y + (0 if b is None else b.reshape(-1, *[1] * len(size)))


def geometry(n):
    """Random arrays and options of a convolution over `n` axes."""
    groups = int(R.integers(1, 3))
    options = {name: tuple(int(v) for v in R.integers(low, high, n)) for name, low, high in (
        ("stride", 1, 3), ("padding", 0, 3), ("dilation", 1, 3))}  # fmt: skip
    kernel, sizes = R.integers(1, 4, n), R.integers(5, 8, n)
    size = tuple(
        int(m + 2 * p - d * (k - 1) - 1) // s + 1
        for m, p, d, k, s in zip(sizes, options["padding"], options["dilation"], kernel, options["stride"])
    )
    x = R.standard_normal((int(R.integers(1, 4)), groups * int(R.integers(1, 3)), *sizes))
    w = R.standard_normal((groups * int(R.integers(1, 3)), x.shape[1] // groups, *kernel))
    return x, w, {**options, "groups": groups}, size


@pytest.mark.parametrize("n", [1, 2, 3])
def test_a_convolution_is_the_sum_on_paper(n):
    for _ in range(8):
        x, w, options, size = geometry(n)
        b = R.standard_normal(w.shape[0])
        np.testing.assert_allclose(
            convolution.conv(x, w, b, size=size, **options), plain(x, w, b, size, **options), atol=1e-12
        )


@pytest.mark.parametrize("n", [1, 2, 3])
def test_the_three_forms_are_each_others_transposes(n):
    for _ in range(8):
        x, w, options, size = geometry(n)
        y = convolution.conv(x, w, size=size, **options)
        a = R.standard_normal(y.shape)
        back = convolution.conv_transpose(a, w, size=x.shape[2:], **options)
        weight = convolution.conv_weight(a, x, kernel=w.shape[2:], **options)
        np.testing.assert_allclose([np.sum(back * x), np.sum(weight * w)], np.sum(a * y))


def test_a_batch_in_parts_gives_what_it_gives_as_a_whole(monkeypatch):
    x, w = R.standard_normal((7, 4, 6, 5)), R.standard_normal((6, 2, 3, 2))
    options = {"stride": (1, 1), "padding": (1, 0), "dilation": (1, 1), "groups": 2}

    def all_three():
        y = convolution.conv(x, w, size=(6, 4), **options)
        back = convolution.conv_transpose(y, w, size=(6, 5), **options)
        return y, back, convolution.conv_weight(y, x, kernel=(3, 2), **options)

    whole = all_three()
    batch = np.empty((7, 0))
    assert len(convolution.blocks(batch, 576)) == 1
    monkeypatch.setattr(convolution, "block", lambda x: 1500)
    assert [part.stop - part.start for part in convolution.blocks(batch, 576)] == [3, 3, 3]
    for a, b in zip(whole, all_three()):
        np.testing.assert_allclose(a, b, atol=1e-12)


def test_half_precision_adds_up_in_single_precision():
    x, w = np.full((1, 1, 4096), 1.0, np.float16), np.full((1, 1, 4096), 1.0, np.float16)
    options = {"stride": (1,), "padding": (0,), "dilation": (1,), "groups": 1}
    assert convolution.conv(x, w, size=(1,), **options).tolist() == [[[4096.0]]]  # 2048 + 1 is 2048 in float16
    how = ((("window", 1, 64, 64, 0, True),) * 2, 1)
    assert resample.avg_pool2d(np.ones((1, 64, 64), np.float16), how=how).tolist() == [[[4096.0]]]


def test_the_largest_is_where_the_index_says():
    for _ in range(20):
        kernel, stride = (tuple(int(v) for v in R.integers(1, 4, 2)) for _ in range(2))
        dilation = tuple(int(v) for v in R.integers(1, 3, 2))
        padding = tuple(k // 2 for k in kernel)
        x = np.round(R.standard_normal((2, 3, 9, 8)), 1)  # with ties
        size = tuple((n + 2 * p - d * (k - 1) - 1) // s + 1
                     for n, p, d, k, s in zip((9, 8), padding, dilation, kernel, stride))  # fmt: skip
        y, i = pooling.max_pool2d(x, kernel=kernel, stride=stride, padding=padding, dilation=dilation, size=size)
        np.testing.assert_array_equal(
            np.take_along_axis(x.reshape(2, 3, -1), i.reshape(2, 3, -1), 2).reshape(y.shape), y
        )
        for row, col in product(*map(range, size)):
            rows, cols = (
                [m for m in range(at * s - p, at * s - p + k * d, d) if 0 <= m < n]
                for at, s, p, k, d, n in zip((row, col), stride, padding, kernel, dilation, (9, 8))
            )
            np.testing.assert_array_equal(y[:, :, row, col], x[:, :, rows][:, :, :, cols].max((2, 3)))


@pytest.mark.parametrize(
    ("axis", "n"),
    [
        (("window", 3, 3, 2, 1, True), 5), (("adaptive", 4), 6), (("adaptive", 7), 5), (("reflected", 9, 2), 4),
        (("replicated", 9, 3), 4), (("nearest", 9, None, 0), 4), (("nearest", 3, None, 0.5), 7), (("linear", 7, None, True), 4),
        (("linear", 3, None, False), 8), (("cubic", 9, 2.1, False), 4),
    ],
)  # fmt: skip
def test_a_map_of_an_axis_is_a_matrix_and_its_reverse_the_transpose(axis, n):
    how = ((axis,), None)
    matrix = resample.mapped(np.eye(n), how=how).T
    assert matrix.shape == (axis[1], n)
    x, g = R.standard_normal((2, n)), R.standard_normal((2, axis[1]))
    np.testing.assert_allclose(resample.mapped(x, how=how), x @ matrix.T, atol=1e-12)
    np.testing.assert_allclose(resample.mapped_back(g, like=x, how=how), g @ matrix, atol=1e-12)
