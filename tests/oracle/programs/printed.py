"""Tensors printed."""

from tests.oracle.programs.leaves import lines

PRINTED = """
x | s | A | n | m | x32 | x16 | none | C | E | x * 2 | s * 2 | x.sum() | A.t() | c | k | n8 | u8 | x[0] | A[0] | m2 | x32[0] | s32 | x32.max(0) | A.max(1) | A.unbind()
T.tensor(1.0) | T.tensor(1.5) | T.tensor(-0.0) | T.tensor(1e-7) | T.tensor(1e10) | T.tensor(3) | T.tensor(True) | T.tensor([]) | T.tensor([[]]) | T.zeros(0, 3) | T.zeros(2, 0) | T.tensor([], dtype=T.int64) | T.zeros(0, 3, dtype=T.float64)
T.tensor([1.0, 2.0]) | T.tensor([1.0, 2.5]) | T.tensor([1.0, 1000.0]) | T.tensor([1.0, 1001.5]) | T.tensor([0.0001, 1.0]) | T.tensor([0.00001, 1.0]) | T.tensor([1e8, 1.0]) | T.tensor([1e9, 2e9]) | T.tensor([1e-5, 2e-5]) | T.tensor([123456.0, 0.5]) | T.tensor([-1.0, 2.25, -300.125])
T.tensor([nan, 1.0]) | T.tensor([inf, -inf]) | T.tensor([inf, 1.5, nan]) | T.tensor([nan]) | T.tensor([0.0, -0.0]) | T.tensor([1e-40]) | T.tensor([3.4e38, 1.0]) | T.tensor([1e-300, 1.0], dtype=T.float64) | T.tensor([1.0 / 3], dtype=T.float16) | T.tensor([nan, 2.0, inf], requires_grad=True) * 2
T.tensor([1, -20, 300]) | T.tensor([[1, 2], [30, 4]]) | T.tensor([True, False]) | T.arange(30) | T.arange(30.0) | T.arange(2000) | T.arange(2000.0) | T.arange(2000.0).reshape(20, 100) | T.arange(1200).reshape(2, 3, 200) | T.zeros(40, 40) | T.ones(3, 3, 3) | T.zeros(2, 2, 2, 2) | T.arange(1001) | T.arange(1000) | T.arange(60.0).reshape(2, 30) / 7
T.ones(20, requires_grad=True) | T.ones(20, requires_grad=True) * 1.5 | T.ones(3, dtype=T.float64, requires_grad=True) | T.ones(2, 12, dtype=T.float64, requires_grad=True) / 3 | T.ones(1, dtype=T.float16) | T.ones(2000, dtype=T.float64, requires_grad=True) | T.tensor([[0.5, 1.0], [2.0, 3.0]], requires_grad=True).tanh() | F.log_softmax(A, 1) | F.linear(A, W, u) | T.ones(2, dtype=T.int8) | T.zeros(3, dtype=T.bool)
"""

PROGRAMS = [f"repr({text})" for text in lines(PRINTED)]
