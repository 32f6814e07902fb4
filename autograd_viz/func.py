"""Derivatives as functions of functions, as ``torch.func``: `grad` takes a function and returns its gradient.

Every argument becomes a tensor of its own, a backward pass is recorded, and what comes out keeps
history only as far as it leads to something outside. So the functions nest: ``grad(grad(f))``.
"""

from collections import Counter

from .autograd import functional
from .autograd.creation import zeros_like
from .autograd.errors import ArgumentError, EngineError
from .autograd.mode import enable_grad, is_grad_enabled
from .autograd.tensor import Tensor
from .autograd.walk import discover

__all__ = ["grad", "grad_and_value", "vjp", "jvp", "jacrev", "jacfwd", "hessian", "functional_call"]


def leaves_of(tree):
    """Every leaf of nested dicts, lists and tuples, in order."""
    if isinstance(tree, dict):
        tree = tree.values()
    elif not isinstance(tree, (list, tuple)):
        return [tree]
    return [leaf for part in tree for leaf in leaves_of(part)]


def rebuilt(tree, leaves):
    """Nested dicts, lists and tuples like `tree`, with the next of `leaves` (an iterator) for each leaf."""
    if isinstance(tree, dict):
        return type(tree)((key, rebuilt(part, leaves)) for key, part in tree.items())
    if isinstance(tree, (list, tuple)):
        parts = [rebuilt(part, leaves) for part in tree]
        return type(tree)(*parts) if hasattr(tree, "_fields") else type(tree)(parts)
    return next(leaves)


def opened(tree, name):
    """The tree with a tensor of its own for every tensor, and these tensors."""
    leaves = leaves_of(tree)
    for x in leaves:
        if not isinstance(x, Tensor):
            raise ArgumentError(f"{name}: Expected tensors, got unsupported type {type(x)}")
        if not x.is_floating_point():
            raise EngineError(
                f"{name}: Expected all inputs to be floating point tensors, got {x.dtype}: only Tensors of floating point "
                "and complex dtype can require gradients"
            )
    new = [x.view_as(x) if x.requires_grad else x.detach().requires_grad_() for x in leaves]
    return rebuilt(tree, iter(new)), new


def closed(tree, inside, recording):
    """The tree with every tensor cut off that leads nowhere but to the tensors of `inside`."""
    own = {x._edge() for x in inside if x.is_leaf}

    def cut(x):
        if not isinstance(x, Tensor) or not x.requires_grad:
            return x
        _, reached = discover([x._edge()])
        outside = any(node.is_leaf and node not in own for node in reached)
        return x if recording and outside else x.detach()

    return rebuilt(tree, iter([cut(x) for x in leaves_of(tree)]))


def chosen(args, argnums):
    """The arguments that `argnums` picks; one for an int, a tuple for several."""
    numbers = argnums if isinstance(argnums, tuple) else (argnums,)
    for n in numbers:
        if not isinstance(n, int):
            raise EngineError(f"argnum should be int or tuple of ints, got: {type(argnums)}")
        if not -len(args) <= n < len(args):
            raise EngineError(f"Got argnum={n}, but only {len(args)} positional inputs")
    numbers = tuple(n % len(args) for n in numbers)
    picked = tuple(args[n] for n in numbers)

    def replaced(new):
        new = dict(zip(numbers, new if isinstance(argnums, tuple) else (new,)))
        return tuple(new.get(i, x) for i, x in enumerate(args))

    return (picked if isinstance(argnums, tuple) else picked[0]), replaced


def split_aux(result, has_aux, name):
    """The output of a function, and what it gives beside."""
    if not has_aux:
        return result, None
    if not isinstance(result, tuple) or len(result) != 2:
        raise EngineError(
            f"{name}: output of function f should be a tuple: (output, aux) if has_aux is True, got {type(result)}"
        )
    return result


def grad_and_value(func, argnums=0, has_aux=False):
    """A function that returns the gradient of `func` and its value. As ``torch.func.grad_and_value``.

    Parameters
    ----------
    func : callable
        Returns a tensor of no axes; with `has_aux` a tuple of that and anything else.
    argnums : int or tuple of int
        The arguments by which to differentiate: tensors, or nested dicts, lists and tuples of them.
    has_aux : bool

    Returns
    -------
    callable
        Takes what `func` takes; returns ``(gradient, value)``, or ``(gradient, (value, aux))``.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.func.grad_and_value(lambda x: x**3)(av.tensor(2.0))
    (tensor(12.), tensor(8.))
    """
    name = "grad_and_value(f)(*args)"

    def differentiated(*args, **kwargs):
        recording = is_grad_enabled()
        picked, replaced = chosen(args, argnums)
        with enable_grad():
            tree, inside = opened(picked, name)
            value, aux = split_aux(func(*replaced(tree), **kwargs), has_aux, name)
            if not isinstance(value, Tensor):
                raise EngineError(f"{name}: Expected f(*args) to return a tensor, got type {type(value)}")
            if value.ndim:
                raise EngineError(
                    f"{name}: Expected f(*args) to return a scalar tensor, got tensor with {value.ndim} dims. Maybe you "
                    "wanted to use the vjp or jacrev APIs instead?"
                )
            found = functional.gradients((value,), inside, None, True)
            found = functional.filled(found, inside, False, True, "back")
        gradient = closed(rebuilt(picked, iter(found)), inside, recording)
        value, aux = closed((value, aux), inside, recording)
        return gradient, ((value, aux) if has_aux else value)

    return differentiated


def grad(func, argnums=0, has_aux=False):
    """A function that returns the gradient of `func`. As ``torch.func.grad``.

    Parameters
    ----------
    func, argnums, has_aux
        As in `grad_and_value`.

    Returns
    -------
    callable
        Takes what `func` takes; returns the gradient, or ``(gradient, aux)``.

    Examples
    --------
    >>> import autograd_viz as av
    >>> f = lambda x: x.sin()
    >>> av.func.grad(f)(av.tensor(0.0)), av.func.grad(av.func.grad(av.func.grad(f)))(av.tensor(0.0))
    (tensor(1.), tensor(-1.))
    """
    both = grad_and_value(func, argnums, has_aux)

    def differentiated(*args, **kwargs):
        gradient, value = both(*args, **kwargs)
        return (gradient, value[1]) if has_aux else gradient

    return differentiated


def vjp(func, *primals, has_aux=False):
    """The outputs of `func`, and a function from vectors to their products with its Jacobian. As ``torch.func.vjp``.

    Parameters
    ----------
    func : callable
    *primals : Tensor
        What it is called with, or nested dicts, lists and tuples of tensors.
    has_aux : bool
        Whether `func` returns ``(output, aux)``.

    Returns
    -------
    tuple
        ``(output, vjp_fn)`` or ``(output, vjp_fn, aux)``; ``vjp_fn`` may be called again and again.

    Examples
    --------
    >>> import autograd_viz as av
    >>> y, pull = av.func.vjp(lambda x: x * x, av.tensor([1.0, 2.0]))
    >>> pull(av.tensor([1.0, 10.0]))
    (tensor([ 2., 40.]),)
    """
    recording = is_grad_enabled()
    with enable_grad():
        tree, inside = opened(primals, "vjp(f, *primals)")
        output, aux = split_aux(func(*tree), has_aux, "vjp(f, *primals)")
    results = leaves_of(output)
    for y in results:
        if not isinstance(y, Tensor):
            raise EngineError(
                f"vjp(f, *primals): Expected f(*primals) to return only tensors, got unsupported type {type(y)}"
            )

    def pull(*cotangents):
        given = cotangents[0] if len(cotangents) == 1 else cotangents
        vectors = leaves_of(given)
        if len(vectors) != len(results):
            raise EngineError(
                f"Expected pytree structure of cotangents to be the same as pytree structure of outputs to the function. "
                f"cotangents: {len(vectors)} leaves, primal output: {len(results)} leaves"
            )
        with enable_grad():
            found = functional.gradients(results, inside, tuple(vectors), True, True)
            found = functional.filled(found, inside, False, True, "back")
        return closed(rebuilt(primals, iter(found)), inside, is_grad_enabled())

    shown = closed(output, inside, recording)
    return (shown, pull, closed(aux, inside, recording)) if has_aux else (shown, pull)


def jvp(func, primals, tangents, *, strict=False, has_aux=False):
    """The outputs of `func`, and the product of its Jacobian with vectors. As ``torch.func.jvp``.

    Parameters
    ----------
    func : callable
    primals, tangents : tuple
        What it is called with, and a vector for each of these, of its shape.
    strict : bool
        Raise where an output depends on nothing, rather than give zeros.
    has_aux : bool
        Whether `func` returns ``(output, aux)``.

    Returns
    -------
    tuple
        ``(output, product)`` or ``(output, product, aux)``.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.func.jvp(lambda x: x * x, (av.tensor([1.0, 2.0]),), (av.tensor([1.0, 10.0]),))
    (tensor([1., 4.]), tensor([ 2., 40.]))
    """
    name = "jvp(f, primals, tangents)"
    if not isinstance(primals, tuple):
        raise EngineError(f"{name}: Expected primals to be a tuple. E.g. it should be valid to call f(*primals).")
    vectors, places = leaves_of(tangents), leaves_of(primals)
    if not isinstance(tangents, tuple) or len(vectors) != len(places):
        raise EngineError(f"{name}: Expected primals and tangents to have the same python structure. For example, if "
                          "primals is a tuple of 3 tensors, tangents also must be.")  # fmt: skip
    for x, v in zip(places, vectors):
        if isinstance(x, Tensor) and isinstance(v, Tensor) and x.shape != v.shape:
            raise EngineError(
                f"Expected input and tangent to have the same shape, got {list(x.shape)} and {list(v.shape)}"
            )
    recording = is_grad_enabled()
    with enable_grad():
        tree, inside = opened(primals, name)
        output, aux = split_aux(func(*tree), has_aux, name)
        results = leaves_of(output)
        blank = [zeros_like(y, requires_grad=True) if y.is_floating_point() else None for y in results]
        pairs = [(y, u) for y, u in zip(results, blank) if y.requires_grad]
        first = functional.gradients([y for y, _ in pairs], inside, [u for _, u in pairs], True)
        found = dict(zip([id(u) for _, u in pairs], functional.gradients(first, [u for _, u in pairs], vectors, True)))
    products = [found.get(id(u)) for u in blank]
    if strict and None in products:
        raise EngineError(
            f"{name}: the output of f is independent of the inputs. This is not allowed with strict=True."
        )
    products = [zeros_like(y) if p is None else p for p, y in zip(products, results)]
    own = inside + [u for u in blank if u is not None]
    shown = closed((output, rebuilt(output, iter(products))), own, recording)
    return (*shown, closed(aux, own, recording)) if has_aux else shown


def jacrev(func, argnums=0, has_aux=False, *, chunk_size=None):
    """A function that returns the Jacobian of `func`. As ``torch.func.jacrev``.

    Parameters
    ----------
    func : callable
        Returns a tensor, or nested dicts, lists and tuples of them.
    argnums, has_aux
        As in `grad`.
    chunk_size : int, optional
        Accepted as in PyTorch.

    Returns
    -------
    callable
        For every output, and every argument of `argnums`, the shape of the output followed by that of the argument.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.func.jacrev(lambda x: x * x)(av.tensor([1.0, 2.0]))
    tensor([[2., 0.],
            [0., 4.]])
    """

    def differentiated(*args, **kwargs):
        recording = is_grad_enabled()
        picked, replaced = chosen(args, argnums)
        with enable_grad():
            tree, inside = opened(picked, "jacrev(f)(*args)")
            output, aux = split_aux(func(*replaced(tree), **kwargs), has_aux, "jacrev(f)(*args)")
            rows = [
                rebuilt(picked, iter(functional.of_output(i, y, inside, True, False)))
                for i, y in enumerate(leaves_of(output))
            ]
        found = closed(rebuilt(output, iter(rows)), inside, recording)
        return (found, closed(aux, inside, recording)) if has_aux else found

    return differentiated


def jacfwd(func, argnums=0, has_aux=False, *, randomness="error"):
    """`jacrev` under the name of PyTorch's forward mode: the same numbers, by the same backward passes.

    Parameters
    ----------
    func, argnums, has_aux
        As in `jacrev`.
    randomness : str
        Accepted as in PyTorch.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.func.jacfwd(lambda x: x.sum() * x)(av.tensor([1.0, 2.0]))
    tensor([[4., 1.],
            [2., 5.]])
    """
    return jacrev(func, argnums, has_aux)


def hessian(func, argnums=0):
    """A function that returns the second derivatives of `func`. As ``torch.func.hessian``.

    Parameters
    ----------
    func, argnums
        As in `grad`.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.func.hessian(lambda x: (x**3).sum())(av.tensor([1.0, 2.0]))
    tensor([[ 6.,  0.],
            [ 0., 12.]])
    """
    return jacfwd(jacrev(func, argnums), argnums)


def functional_call(module, parameter_and_buffer_dicts, args=None, kwargs=None, *, tie_weights=True, strict=False):
    """Call a module with other parameters and buffers than its own. As ``torch.func.functional_call``.

    Parameters
    ----------
    module : nn.Module
    parameter_and_buffer_dicts : dict of str to Tensor, or sequence of such
        By the names that ``named_parameters()`` and ``named_buffers()`` give; its own stand in for what is left out.
        Buffers that the call replaces are replaced here too.
    args : object or tuple, optional
        What the module is called with.
    kwargs : dict, optional
    tie_weights : bool
        What has several names in the module is given under one of them.
    strict : bool
        Nothing may be left out, and no other name be given.

    Returns
    -------
    object
        What the module returns, which leads to the tensors given.

    Raises
    ------
    ValueError
        For a name given twice, or two tensors for one that has two names.
    RuntimeError
        With `strict`, for names missing or unexpected.

    Examples
    --------
    >>> import autograd_viz as av
    >>> layer = av.nn.Linear(1, 1, bias=False)
    >>> weights = {"weight": av.tensor([[2.0]], requires_grad=True)}
    >>> av.func.functional_call(layer, weights, av.tensor([3.0])).backward()
    >>> weights["weight"].grad, layer.weight.grad
    (tensor([[3.]]), None)
    """
    given = together(parameter_and_buffer_dicts)
    own = {
        **dict(module.named_parameters(remove_duplicate=False)),
        **dict(module.named_buffers(remove_duplicate=False)),
    }
    names = {}
    for name, tensor in own.items() if tie_weights else ():
        names.setdefault(id(tensor), []).append(name)
    new = dict(given)
    for tied in names.values():
        found = [given[name] for name in tied if name in given]
        if len({id(tensor) for tensor in found}) > 1:
            raise ArgumentError(
                f"functional_call got multiple values for keys {sorted(tied)}, which are tied. Consider using "
                "tie_weights=False"
            )
        new |= dict.fromkeys(tied, found[0]) if found else {}
    if strict and new.keys() != own.keys():
        wrong = [f"{kind} key(s): {', '.join(map(repr, sorted(keys)))}."
                 for kind, keys in (("Unexpected", new.keys() - own.keys()), ("Missing", own.keys() - new.keys())) if keys]  # fmt: skip
        raise EngineError(f"Error(s) in reparametrizing for {type(module).__name__}:\n\t" + "\n\t".join(wrong))
    places = {name: registry(module, name) for name in new if name in own}
    try:
        for name, (members, last) in places.items():
            members[last] = new[name]
        return module(*(args if isinstance(args, tuple) else () if args is None else (args,)), **(kwargs or {}))
    finally:
        given.update({name: members[last] for name, (members, last) in places.items() if name in given})
        for name, (members, last) in places.items():
            members[last] = own[name]


def together(dicts):
    """The dict of names, or several as one."""
    if isinstance(dicts, dict):
        return dicts
    if not isinstance(dicts, (list, tuple)):
        raise ArgumentError(
            f"Expected parameter_and_buffer_dicts to be a dict, or a list/tuple of dicts, but got {type(dicts)}"
        )
    if not all(isinstance(part, dict) for part in dicts):
        raise ArgumentError("Expected all elements of parameter_and_buffer_dicts to be dictionaries")
    counts = Counter(name for part in dicts for name in part)
    if repeated := [name for name, count in counts.items() if count > 1]:
        raise ArgumentError(f"{repeated} appeared in multiple dictionaries; behavior of functional call is ambiguous")
    return {name: tensor for part in dicts for name, tensor in part.items()}


def registry(module, name):
    """Where a module keeps a parameter or buffer: the dict of the submodule, and its name there."""
    path, _, last = name.rpartition(".")
    owner = module.get_submodule(path)
    return (owner._parameters if last in owner._parameters else owner._buffers), last
