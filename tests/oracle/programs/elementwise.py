"""Programs of arithmetic, comparison and activation."""

from tests.oracle.programs.leaves import lines

ARITHMETIC = """
x + 2 | 2 + x | x + 2.5 | x + z | x + c | c + x | A + x | x + A | s + x | x + s | s + 1 | x + True | x + n | n + x
n + 1 | n + 1.5
x - 2 | 2 - x | x - z | c - x | x - c | A - x | x - A | 10 - s | s - r | n - 1 | n - x | x - n | 1.5 - n
x * 2 | 2 * x | x * z | x * c | c * x | A * x | s * x | x * s | s * r | x * x | s * s | n * 2 | n * x | m * x
x * True
x / 2 | 2 / x | x / z | x / c | c / x | A / x | x / A | s / x | x / s | n / 2 | 2 / n | n / n | x / n | n / x | 1 / s
x / 0 | 1 / o | o / o
-x | +x | -s | -n | abs(o) | abs(z) | T.abs(z) | T.neg(x) | z.abs()
T.add(x, z, alpha=3) | T.sub(x, z, alpha=2) | x.add(2) | x.add(z, alpha=-1) | T.add(x, 2, alpha=3) | x.sub(1, alpha=2)
T.mul(x, 3) | T.div(x, z)
T.sub(5, x) | x.mul(z) | x.div(2)
x ** 2 | x ** 3 | x ** 1 | x ** 0 | x ** -1 | x ** 0.5 | x ** 2.5 | x ** -2 | o ** 2 | o ** 3 | o ** 0 | o ** 1
o ** 2.5 | o ** -1 | s ** 2
x ** x | x ** z | z ** n | x ** c | c ** x | x ** s | s ** x | A ** x | x ** o | o ** o | 2 ** x | 2.0 ** z | T.autograd.grad((0 ** x).sum(), x)
T.autograd.grad((0 ** o).sum(), o) | 1 ** x | (-2) ** x
n ** 2 | n ** n | n ** 0.5 | 2 ** n | n ** x | n ** 0 | x.pow(2) | T.pow(x, 3) | T.pow(2, x) | x.square()
T.square(z) | n.square()
x + np.float64(2) | np.float64(2) * x | x * np.float32(2) | np.int64(3) - x | x / np.float64(4) | np.float64(2) / x
x ** np.float64(2) | np.float64(2) ** x | x + np.bool_(True)
x.exp() | T.exp(z) | T.exp(s) | n.exp() | x.log() | T.log(s) | o.log() | n.log() | x.sqrt() | T.sqrt(s) | o.sqrt()
n.sqrt() | m.sqrt()
x.tanh() | z.tanh() | T.tanh(s) | n.tanh() | x.sigmoid() | z.sigmoid() | T.sigmoid(s) | n.sigmoid()
(1000 * z).sigmoid() | (1000 * z).tanh() | (1000 * x).exp()
x.relu() | o.relu() | T.relu(z) | F.relu(z) | n.relu() | T.tensor([nan, -1.0, inf], requires_grad=True).relu()
z.sin() | T.cos(z) | n.sin() | o.sign() | n.sign() | x.reciprocal() | n.reciprocal() | o.reciprocal()
T.maximum(x, z) | T.minimum(x, z) | T.maximum(x, e) | T.minimum(e, x) | T.maximum(e, e) | T.maximum(A, x)
T.maximum(x, c) | T.maximum(x, n) | T.maximum(x * nan, z) | T.max(x, z) | T.min(x, z) | x.maximum(z) | x.max(z)
x.min(z)
T.where(x > 1, x, z) | T.where(m, x, c) | T.where(m, x, 0.0) | T.where(m, 0.0, x) | T.where(m, x, s)
T.where(m2, A, x) | T.where(m, A, s) | T.where(x > 1, 1, 0) | T.where(m, 1.5, 2) | T.where(m, x, n) | x.where(m, z)
T.where(o > 0, o.log(), 0.0) | T.where(o > 0, o, o).sqrt() | T.where(m, x, x) | T.where(T.tensor(True), x, z)
T.where(m, s, r)
x > 1 | x < z | x == x | x != z | x >= 0.5 | x <= 2 | 1 < x | A > x | s > 1 | n == 2 | n > 1.5 | x == n | T.eq(x, 2)
x.gt(1) | x.le(z) | T.lt(x, 1) | x.ne(0.5) | T.ge(x, z) | x == None | x != None
(x * nan) == (x * nan) | x > nan | m == True
x.double() | x.float() | x.half() | x.to(T.float32) * 2 | x.to(T.float64) | x.long() | x.int() | m.float() | x.bool()
n.double() | x.type_as(s32) | x.to(dtype=T.float16) | x.to("cpu") | x.to(x32) | x32.double() * x
x.to("cpu", T.float32)
x32 + x | x32 * s | s32 * x | x32 + 1 | x32 * 2.5 | x32 + n | x16 * 2 | x16 + x32 | x32 * c | x32 ** 2 | x32 ** n
x32 / n | x16.exp() | x16.sum() | x32.mean() | A32 @ x32 | s32 + s | T.maximum(x32, x) | T.add(2, x) | T.mul(2, x)
T.div(2, x) | T.pow(x32, 2) | n ** (-n) | 2 ** (-n) | T.maximum(x16, x) | x.half() * x
x.clone() | T.clone(x) * 2 | x.detach() * x | (x * 2).detach() | x.contiguous() | A.t().contiguous()
"""

PROGRAMS = lines(ARITHMETIC)
