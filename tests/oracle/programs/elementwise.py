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

FUNCTIONS = "exp exp2 expm1 log log2 log10 log1p sqrt rsqrt reciprocal sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh erf "\
    "erfc sigmoid neg negative abs absolute sign sgn floor ceil trunc fix frac round square isnan isinf isposinf isneginf isfinite "\
    "signbit logical_not nan_to_num positive arcsin arctanh".split()  # fmt: skip
PAIRS = "maximum minimum fmax fmin atan2 hypot logaddexp copysign remainder fmod floor_divide logical_and logical_or logical_xor eq "\
    "less_equal greater not_equal multiply subtract divide true_divide".split()  # fmt: skip

CHOICES = """
x.clamp(0.6, 1.5) | T.clamp(z, -1, 1) | T.clamp(z, min=0) | T.clamp(z, max=0.25) | z.clamp(1, -1) | e.clamp(2, 2) | T.clip(x, 1, 2) | T.clamp(n, 2) | T.clamp(n, 0.5)
T.clamp(x, z, c) | T.clamp(x, c, z) | T.clamp(z, min=x) | T.clamp(x, max=z) | T.clamp(e, e, e) | T.clamp(A, x, z) | T.clamp(x, x, x) | T.clamp(x, s, r) | T.clamp(x, n, z) | T.clamp(n, n8, n)
T.clamp_min(z, 0) | T.clamp_min(x, z) | z.clamp_max(0.25) | T.clamp_max(x, z) | T.clamp_min(e, e) | T.clamp_max(e, e) | T.clamp_min(n, 2) | T.clamp_max(m, 0)
T.clamp(T.tensor([nan, 1.0, -inf], requires_grad=True), 0, 2) | T.clamp(x, nan, 2.0) | T.clamp(x, min=x * nan) | T.clamp(x) | T.clamp(x, 1, z) | T.clamp(x, "a") | T.clamp(2, 1, 3)
u8 + 300 | u8 * -1 | n8 + 200 | u8 == 300 | u8 == -3 | 300 * u8 | u8 % 300 | T.where(u8 > 1, u8, 300) | u8 ** 300 | T.add(u8, 1, alpha=300) | T.addcmul(u8, u8, u8, value=300) | T.addcmul(n, n, n, value=1.5) | u8.clamp_min(-1) | u8.clamp_max(300) | n8.clamp(max=200) | m ** True | True ** m | m ** m | T.clamp(u8, 2, 300) | T.clamp(m, m) | T.clamp(x16, 0.3) | T.clamp(x32, x) | T.clamp_min(x, "a") | T.clamp_max(3, x)
T.round(T.tensor([0.5, 1.5, -2.5, 2.675]), decimals=2) | T.round(100 * x, decimals=-1) | x.round(decimals=1) | T.round(n, decimals=1) | T.round(x, decimals="a") | T.round(n) | T.round(m)
T.nan_to_num(T.tensor([nan, inf, -inf, 1.0], requires_grad=True)) | T.nan_to_num(T.tensor([nan, inf, -inf, 1.0], requires_grad=True), 1, 2, 3) | (x / (x - 0.5)).nan_to_num(posinf=7) | T.nan_to_num(x16 / 0) | T.nan_to_num(n, 2)
T.div(x, z, rounding_mode="floor") | T.div(x, z, rounding_mode="trunc") | x.div(2, rounding_mode="floor") | T.div(2, z, rounding_mode="trunc") | T.div(n, -2, rounding_mode="floor") | T.div(-n, 2, rounding_mode="trunc") | T.div(n, n8, rounding_mode="trunc") | T.div(m, 2, rounding_mode="floor") | T.div(m, m, rounding_mode="floor")
T.div(x, z, rounding_mode="up") | T.div(x, z, rounding_mode=1) | T.div(n, 0, rounding_mode="floor") | n // 0 | n % 0 | T.fmod(n, n - n) | x // 0 | x % 0 | T.div(x, 0, rounding_mode="trunc") | T.fmod(x, 0)
x % z | z % 2 | z % -2 | 2 % c | (-2) % n | n % 2 | -n % 2 | n % -2 | n % 2.5 | m % 2 | m % m | A % x | x % n | T.remainder(z, 2) | T.remainder(2, c) | T.remainder(z, x) | T.fmod(z, 2) | T.fmod(z, x) | T.fmod(-n, 2) | T.fmod(2, x) | z.fmod(0.5) | c.remainder(c)
x % inf | -x % inf | (x / 0) % 2 | T.fmod(x, inf) | T.fmod(x / 0, 2) | u8 % 2 | n8 % 2
x // z | z // 2 | 2 // x | x // c | c // x | c // 2 | n // 2 | -n // 2 | n // 2.5 | x // n | 2 // n | m // 2 | m // m | T.floor_divide(x, 2) | (x // z).sum() | A // x | (x / 0) // 2 | x // inf | -x // inf | T.autograd.grad((x // 2).sum(), x) | T.autograd.grad((2 % x).sum(), x)
T.lerp(x, z, 0.25) | T.lerp(x, z, 0.75) | x.lerp(z, c) | T.lerp(x, z, c) | T.lerp(x, z, x) | T.lerp(A, x, 0.5) | T.lerp(x, z, s) | T.lerp(x, x32, 0.5) | T.lerp(n, n, 0.5) | T.lerp(x, 2, 0.5) | T.lerp(x, z, "a") | T.lerp(x, z, c32) | T.lerp(x, z, 2) | T.lerp(x, w, 0.5)
T.addcmul(x, z, c) | T.addcmul(x, z, x, value=2) | x.addcmul(z, s, value=-0.5) | T.addcmul(s, A, x) | T.addcmul(n, n, n) | T.addcmul(n, x, n) | T.addcmul(m, m, m) | T.addcmul(x, 2, z) | T.addcmul(x, w, z)
T.addcdiv(x, z, c) | T.addcdiv(x, z, x, value=2) | x.addcdiv(c, z, value=-0.5) | T.addcdiv(n, n, n) | T.addcdiv(x, n, n) | T.addcdiv(x, z, 2)
T.rsub(x, z) | T.rsub(x, 2) | T.rsub(x, z, alpha=3) | T.rsub(x, 2, alpha=3) | T.rsub(n, 2) | T.rsub(m, n)
T.heaviside(c - 0.9, k) | T.heaviside(x, c) | T.heaviside(n - 2, n) | T.heaviside(n, c) | T.heaviside(x, 1) | T.heaviside(m, m) | T.copysign(x, -1) | T.copysign(x, -0.0) | T.copysign(n, z) | T.copysign(2, x) | T.atan2(o, o) | T.atan2(o - o, o) | T.hypot(o, o - o) | T.logaddexp(x / 0, z) | T.logaddexp(-x / 0, -x / 0)
v = x32 - x32.detach() + 0.1; q = s - 1.65; T.fmax(v, q) | v = x32 - x32.detach() + 0.1; q = s - 1.65; T.fmax(q, v) | v = x32 - x32.detach() + 0.1; q = s - 1.65; T.fmin(v, q) | v = x32 - x32.detach() + 0.1; q = s - 1.65; T.fmin(q, v) | v = x32 - x32.detach() + 0.1; q = s - 1.65; T.maximum(v, q) | v = x32 - x32.detach() + 0.1; q = s - 1.65; T.minimum(q, v) | v = x32 - x32.detach() + 0.1; q = s - 1.65; T.clamp(v, q) | v = x32 - x32.detach() + 0.1; q = s - 1.65; T.clamp(v, max=q) | v = x32 - x32.detach() + 0.1; q = s - 1.65; T.remainder(q, v) | v = x32 - x32.detach() + 0.1; q = s - 1.65; T.fmod(q, v) | u8 ** s | x32.index_fill(0, i[:1], s) | y = x32 * 1; y.fmod_(z) | T.addcmul(x32, m, x32) | F.soft_margin_loss(s32, n[0]) | F.binary_cross_entropy_with_logits(x32, x32, pos_weight=u8)
T.where(T.ones(1) > 0, T.ones(6), T.ones(3)) | T.clamp(T.ones(1), T.ones(6), T.ones(3)) | T.lerp(T.ones(1), T.ones(6), T.ones(3)) | T.addcmul(T.ones(1), T.ones(6), T.ones(3)) | T.addcdiv(T.ones(1), T.ones(2, 6), T.ones(3)) | T.ones(2, 1).addcmul_(T.ones(6), T.ones(3)) | T.ones(2, 1).lerp_(T.ones(1, 6), T.ones(3)) | T.ones(1).clamp_(T.ones(6), T.ones(3))
T.fmax(x * nan, z) | T.fmin(x, z * nan) | T.fmax(x * nan, z * nan) | T.fmax(e, e) | T.fmin(e, e)
n & 2 | 2 & n | n | n | n ^ 3 | 3 ^ n | m & m | m | True | m ^ m | ~n | ~m | ~u8 | n << 1 | 1 << n | n >> 1 | 16 >> n | n << n | n8 << 7 | u8 << 3 | m << 1 | m << m | n & n8 | n & m | m & 2 | n & 2.5 | x & 1 | n & x | 2.5 & n | ~x | x << 1 | n >> 2.5 | n & "a" | "a" & n | n << 70 | n >> 70 | -n >> 1 | n << -1
T.bitwise_and(n, 2) | T.bitwise_or(2, n) | T.bitwise_xor(n, n8) | T.bitwise_not(n) | T.bitwise_not(x) | T.bitwise_left_shift(n, 2) | T.bitwise_right_shift(n, n) | n.bitwise_and(m) | T.bitwise_and(2, 3) | T.bitwise_and(n, "a") | T.bitwise_not(2)
T.logical_and(n, x) | T.logical_or(m, n) | T.logical_xor(o, x) | T.logical_not(n - 1) | T.logical_and(x, 2) | m.logical_or(m) | T.logical_not(2) | T.logical_and(A, w)
y = c.clone(); y //= 2 | T.float_power(x, 2) | T.float_power(x32, x) | T.float_power(2, n) | n.float_power(0.5) | T.float_power(x, 'a') | y = x * 1; y %= z | y = x * 1; y.fmod_(z) | y = n.clone(); y &= 2 | y = n.clone(); y |= n | y = n.clone(); y ^= 1 | y = n.clone(); y <<= 1 | y = n.clone(); y >>= 1 | y = n.clone(); y //= 2 | y = n.clone(); y %= 2 | y = n.clone(); y %= 2.5 | y = m.clone(); y &= m2[1] | y = n.clone(); y &= x | y = m.clone(); y ^= True
y = x * 1; y.clamp_(0.6, 1.5) | y = x * 1; y.clamp_(z, c) | y = x * 1; y.clamp_min_(z) | y = x * 1; y.clamp_max_(1) | y = x * 1; y.clip_(1) | y = n.clone(); y.clamp_(2) | y = n.clone(); y.clamp_(1.5) | y = n.clone(); y.clamp_min_(1.5) | y = n.clone(); y.remainder_(1.5) | y = n.clone(); y.hypot_(x) | y = n.clone(); y.hypot_(n) | y = n.clone(); y.bitwise_and_(1.5) | y = n.clone(); y.addcmul_(s, s) | y = n.clone(); y.nan_to_num_() | y = m.clone(); y.pow_(2) | y = x * 1; y.lerp_(z, 0.5) | y = x * 1; y.lerp_(z, c) | y = x * 1; y.addcmul_(z, z, value=2) | y = x * 1; y.addcdiv_(z, c) | y = x * 1; y.nan_to_num_() | y = x * 1; y.round_(decimals=1)
y = x * 1; y.round_() | y = x * 1; y.floor_() | y = x * 1; y.erf_() | y = x * 1; y.rsqrt_() | y = x * 1; y.square_() | y = x * 1; y.atan2_(z) | y = x * 1; y.hypot_(z) | y = x * 1; y.copysign_(z) | y = x * 1; y.div_(z, rounding_mode="floor") | y = n.clone(); y.div_(2, rounding_mode="floor") | y = x * 1; y.subtract_(z, alpha=2) | y = x * 1; y.log1p_() | y = x * 1; y.sgn_() | y = n.clone(); y.exp_() | y = n.clone(); y.floor_() | y = m.clone(); y.bitwise_not_()
y = x * 1; q = y.log1p(); y.add_(1); q.sum().backward() | y = x * 1; q = y.exp2(); q.add_(1); q.sum().backward() | y = x * 1; q = y.log2(); q.add_(1); q.sum().backward() | y = x * 1; q = y.clamp(0, 1); y.add_(1); q.sum().backward() | y = x * 1; q = y.floor(); y.add_(1); q.sum().backward() | y = x * 1; q = y.tan(); q.add_(1); q.sum().backward() | y = x * 1; q = T.hypot(y, z); q.add_(1); q.sum().backward() | y = x * 1; q = y.expm1(); q.mul_(2); q.sum().backward() | y = x * 1; q = y.rsqrt(); y.mul_(2); q.sum().backward() | y = x * 1; q = y.erf(); y.mul_(2); q.sum().backward()
T.exp("a") | T.exp([1.0]) | T.exp(None) | T.abs(3) | T.sqrt(4) | T.sigmoid(1.0) | T.floor(2.5) | T.isnan(2.0) | T.logical_not(True) | T.sign(-1) | T.neg(1) | T.square(2) | T.positive(2) | T.nan_to_num(2.0) | T.round(2.5) | T.maximum(x, 2) | T.maximum(2, x) | T.minimum(x, "a") | T.eq(2, x) | T.eq(x, "a") | T.gt(2, 3) | x.eq("a") | x.maximum(2) | T.atan2(x, 1) | T.atan2(1, x) | T.hypot(x, 3) | T.logaddexp(n, n) | T.hypot(n, n) | T.fmod(2, 3) | T.remainder(x, "a") | T.remainder(2, 3) | T.pow(2, 3) | T.pow("a", x) | T.pow(x, None) | T.where(m, x, "a") | T.where(1, x, z) | T.where(m, x) | T.where(x > 1, x, w)
y = x * 1; y.mul_("a") | y = x * 1; y.div_(None) | y = x * 1; y.pow_("a") | y = x * 1; y.fmod_("a") | y = x * 1; y.clamp_("a") | y = x * 1; y.atan2_(2) | y = x * 1; y.bitwise_and_(1) | y = x * 1; y.sub_([1]) | y = x * 1; y.floor_divide_("a") | y = x * 1; y.lerp_(2, 0.5) | y = x * 1; y.copysign_("a")
x - True | True - x | T.sub(x, True) | T.sub(True, x) | T.rsub(x, True) | y = x * 1; y -= True | y = x * 1; y += None | y = n.clone(); y &= 'a' | T.maximum(A32, k) | T.clamp(A32, k, s) | A32.clamp_min(k) | A32.clamp_max(k) | T.fmax(A32, k) | T.clamp_max(n, x * nan) | n & C | x & w | y = n8.clone(); y.addcdiv_(s, C) | T.clamp(n[:0], inf, -1) | n[:0] % 0 | T.heaviside(x, z) | T.clamp(x, 0.5, k) | T.clamp(x, k, 2) | T.clamp(x, 0.5, s) | T.clamp(x, k, 0.75 * k) | T.where(m, u8, inf) | T.addcdiv(x[:1], u, x) | T.addcmul(x, A, w) | T.clamp(x[:1], x, w) | T.lerp(x[:1], x, w) | T.where(m[:1], x, w) | T.rsub(x, w) | T.copysign(x, -z) | T.copysign(nan * x, z) | T.where(n, s, [1.0])
m + m | m * m | m + 1 | m - 1 | m * 2.5 | m / m | m ** 2 | m ** m | m % 2.5 | m < m | m.exp() | m.sqrt() | m.sign() | m.floor() | m.neg() | m.relu() | m.reciprocal() | m.sigmoid() | T.maximum(m, m) | abs(m) | +m | m.square() | T.add(m, m, alpha=True) | m.round() | m.frac() | n.frac() | n.erf() | n.rsqrt() | n.ceil()
x16.sigmoid() | (20 * x16).sigmoid() | (-12 * x16).sigmoid() | x16.tanh() | x16.erf() | x16.expm1() | x16.log1p() | x16.rsqrt() | x16 / 3 | x16 ** 2.5 | x16.clamp(0.6, 1.2) | x16 % 0.4 | x16.logaddexp(x16) | x16.lerp(x16, 0.3) | x16.addcmul(x16, x16, value=0.3) | x16.erfc() | x16.round(decimals=1) | x16.hypot(x16) | x16.atan2(x16) | (x16 * 60000).exp() | T.tensor([-800.0, -100.0, 800.0, nan, inf], dtype=T.float64, requires_grad=True).sigmoid()
divmod(x, 2) | x.T.exp().T | A.t().exp().is_contiguous() | A.t().clamp(0, 1).is_contiguous() | A.t().floor().is_contiguous() | T.where(A.t() > 1, A.t(), 0.0).is_contiguous() | T.maximum(A.t(), A.t()).is_contiguous() | A.t().round(decimals=1).stride() | A.t().relu().stride() | A.t().nan_to_num().stride() | none.exp() | none.clamp(0, 1) | none.floor() | T.maximum(none, none) | s.floor() | s.clamp(0, 1) | s % 2 | s // 2 | T.lerp(s, r, 0.5) | T.maximum(s, r) | none.round(decimals=1)
"""

EDGES = "T.tensor([nan, inf, -inf, -0.0, 0.0, 1.0, -1.0, 0.5, -2.5, 1e-3, 30.0], dtype=T.float64, requires_grad=True)"


REVERSED = list(range(10, -1, -1))


def everywhere():
    """Each function at ordinary places, at edges, of integers, booleans and half floats, in place, and misused."""
    for name in FUNCTIONS:
        yield f"T.{name}(x)" if name not in ("neg", "sin") else f"T.{name}(A.t())"
        yield f"T.{name}({EDGES})"
        yield f"T.{name}(x16), T.{name}(x32), T.{name}(s), T.{name}(none)"
        yield f"T.{name}(n)"
        yield f"T.{name}(m)"
        yield f"T.{name}(-2)"
    for name in PAIRS:
        yield f"T.{name}(x, z)"
        yield f"T.{name}({EDGES}, {EDGES}[{REVERSED}])"
        yield f"T.{name}({EDGES}, {EDGES})"
        yield f"T.{name}({EDGES}[:, None], {EDGES}) * 1"
        yield f"T.{name}(A, s), T.{name}(x16, x16), T.{name}(x32, x)"
        yield f"T.{name}(n, n8), T.{name}(n, x)"
        yield f"T.{name}(m, m)"
        yield f"T.{name}(x, w)"


PROGRAMS = list(dict.fromkeys(lines(ARITHMETIC) + lines(CHOICES) + list(everywhere())))
