"""Programs about containers of modules and parameters, whose answers must be PyTorch's."""

from collections import OrderedDict, namedtuple

from tests.nn.same import numbers, raised

PROGRAMS = []


def program(function):
    """Count a function among the programs."""
    PROGRAMS.append(function)
    return function


@program
def module_dicts(T):
    nn = T.nn
    told = []
    d = nn.ModuleDict({"a": nn.ReLU(), "b": nn.Linear(1, 2)})
    told.append(
        [
            repr(d),
            len(d),
            list(d),
            list(d.keys()),
            [repr(m) for m in d.values()],
            [k for k, _ in d.items()],
            "a" in d,
            "c" in d,
        ]
    )
    d["c"] = nn.Tanh()
    d["a"] = nn.Sigmoid()
    d.update([["d", nn.ReLU()], ("e", nn.Tanh())])
    d.update(OrderedDict(f=nn.ReLU()))
    d.update(nn.ModuleDict({"b": nn.ReLU()}))
    told.append([repr(d), repr(d.pop("c")), repr(d["d"])])
    del d["a"]
    told.append([repr(d), d.e is d["e"], [name for name, _ in d.named_modules()]])
    d.clear()
    told.append([repr(d), len(d)])
    calls = (
        lambda: d["x"], lambda: d.pop("x"), lambda: d.update(3), lambda: d.update([3]),
        lambda: d.update([("a", nn.ReLU(), 1)]),
        lambda: nn.ModuleDict({"a": 3}), lambda: nn.ModuleDict({1: nn.ReLU()}),
        lambda: nn.ModuleDict({"a.b": nn.ReLU()}), lambda: d(1),
        lambda: nn.ModuleDict({"keys": nn.ReLU()}), lambda: d.__delitem__("x"), lambda: d.update([("a", 3)]),
    )  # fmt: skip
    return told + [raised(call) for call in calls]


@program
def parameter_lists(T):
    nn = T.nn
    told = []
    p = nn.ParameterList([T.ones(2), nn.Parameter(T.zeros(1, 3)), "text"])
    told.append(
        [repr(p), len(p), [type(x).__name__ for x in p], [name for name, _ in p.named_parameters()], p[0].requires_grad]
    )
    p.append(T.zeros(1)).extend([T.ones(1), 5])
    p += [T.ones(2, 2)]
    told.append([repr(p), repr(p[1:4]), type(p[::2]).__name__, p[-2], len(p[5:1])])
    p[0] = T.zeros(4)
    p[-1] = T.zeros(5)
    told += [repr(p), numbers(p[0]), list(p.state_dict()), [name for name in dir(p) if name.isdigit()]]
    q = nn.ParameterList()
    told.append([repr(q), len(q), repr(nn.ParameterList(T.ones(1) for _ in range(2)))])
    calls = (
        lambda: p[9], lambda: p["a"], lambda: p(1), lambda: p.extend(3), lambda: p.extend(T.ones(2)),
        lambda: nn.ParameterList(3),
        lambda: p.__setitem__(11, T.ones(1)), lambda: p.__setitem__(0, 3),
        lambda: nn.ParameterList([T.tensor([1])]), lambda: p[1.5],
    )  # fmt: skip
    return told + [raised(call) for call in calls]


@program
def parameter_dicts(T):
    nn = T.nn
    told = []
    d = nn.ParameterDict({"b": T.ones(2), "a": T.zeros(1, 2), "c": 3})
    told.append(
        [
            repr(d),
            list(d),
            len(d),
            "a" in d,
            [k for k, _ in d.items()],
            [type(v).__name__ for v in d.values()],
            list(reversed(d)),
        ]
    )
    d["z"] = T.zeros(3)
    d.update(OrderedDict(y=T.ones(1), x=T.ones(1)))
    d.update([("w", T.ones(1)), ["v", None]])
    d.update(nn.ParameterDict([("u", T.ones(2))]))
    told.append(
        [
            repr(d),
            d.get("nothing"),
            d.get("c", 1),
            d.get("nothing", 2),
            d.setdefault("c", 9),
            numbers(d.setdefault("s", T.ones(1))),
        ]
    )
    told.append(
        [d.pop("c"), d.popitem()[0], list(d.keys()), [name for name, _ in d.named_parameters()], list(d.state_dict())]
    )
    both = d | nn.ParameterDict({"new": T.ones(1)})
    told.append(
        [
            list(both),
            list(d.copy()),
            type(d.copy()).__name__,
            both["z"] is d["z"],
            list(d.fromkeys(["m", "n"], 5).items()),
        ]
    )
    d |= nn.ParameterDict({"more": T.ones(1)})
    del d["z"]
    told.append(list(d))
    d.clear()
    told.append([repr(d), len(d)])
    calls = (
        lambda: d["x"], lambda: d[3], lambda: d.update(3), lambda: d.update([3]), lambda: d.update([(1, 2, 3)]),
        lambda: d(1),
        lambda: nn.ParameterDict({"a.b": T.ones(1)}), lambda: d.pop("x"), lambda: d.popitem(),
        lambda: d.__delitem__("x"),
        lambda: nn.ParameterDict({"a": T.tensor([1])}),
    )  # fmt: skip
    return told + [raised(call) for call in calls]


@program
def rows(T):
    """Odd indices and slices of Sequential and ModuleList."""
    nn = T.nn
    told = []
    for make in (
        lambda: nn.Sequential(*[nn.Linear(i + 1, 1) for i in range(5)]),
        lambda: nn.ModuleList([nn.Linear(i + 1, 1) for i in range(5)]),
    ):
        for change in (
            lambda m: m[1:3], lambda m: m[::-1], lambda m: m[-2], lambda m: m[7:], lambda m: m.pop(0),
            lambda m: m.pop(-1), lambda m: m.pop(slice(1, 3)),
            lambda m: m.__delitem__(slice(None, None, 2)), lambda m: m.__delitem__(-1),
            lambda m: m.__setitem__(-1, nn.ReLU()), lambda m: m[5],
            lambda m: m.__setitem__(5, nn.ReLU()), lambda m: m.__setitem__(0, 3),
            lambda m: m.__setitem__(0, None), lambda m: m.insert(0, nn.ReLU()),
            lambda m: m.insert(5, nn.ReLU()), lambda m: m.append(3), lambda m: m.extend([nn.ReLU(), 3]),
            lambda m: m + m, lambda m: m.pop(9),
            lambda m: m["a"], lambda m: m[1.0], lambda m: m.extend(m), lambda m: (nn.ReLU() in m, m[0] in m),
            lambda m: m.insert("a", nn.ReLU()),
        ):  # fmt: skip
            m = make()
            got = []
            error = raised(lambda change=change, m=m, got=got: got.append(repr(change(m))))
            told.append([error, got, repr(m), list(m.state_dict())])
    return told


@program
def sums_and_products(T):
    nn = T.nn
    s = nn.Sequential(nn.ReLU(), nn.Tanh())
    told = [repr(s + s), repr(s * 3), repr(2 * s), (s + s)[0] is (s + s)[2]]
    calls = (lambda: s + nn.ReLU(), lambda: s * 0, lambda: s * "a", lambda: s * -1, lambda: s * True, lambda: 1.5 * s)
    told += [raised(call) for call in calls]
    s += nn.Sequential(nn.Sigmoid())
    s *= 2
    return [*told, repr(s), repr(nn.Sequential(OrderedDict(a=nn.ReLU())) + nn.Sequential(nn.Tanh()))]


@program
def parameters(T):
    Parameter = T.nn.Parameter
    told = []
    x = T.tensor([1.0, 2.0])
    p = Parameter(x)
    with T.no_grad():
        p.mul_(2)
    told.append(
        [
            numbers(x),
            p.is_leaf,
            p.requires_grad,
            type(p * 2).__name__,
            type(p.detach()).__name__,
            type(p.data).__name__,
            type(p.clone()).__name__,
        ]
    )
    y = T.tensor([1.0], requires_grad=True) * 2
    told.append(
        [
            Parameter(y).is_leaf,
            Parameter(y).grad_fn is None,
            Parameter(y, False).requires_grad,
            type(Parameter(p)).__name__,
            Parameter(p) is p,
        ]
    )
    with T.no_grad():
        told.append(Parameter(T.zeros(1)).requires_grad)
    told.append([isinstance(p, T.Tensor), isinstance(x, Parameter), list(Parameter().shape), str(Parameter().dtype)])
    pair = namedtuple("pair", "a b")(Parameter(T.ones(1)), 3)
    told.append(type(pair.a).__name__)
    return [
        *told,
        raised(lambda: Parameter("a"))["raises"],
        raised(lambda: Parameter(T.tensor([1]))),
        numbers(Parameter(T.tensor([1]), requires_grad=False)),
    ]
