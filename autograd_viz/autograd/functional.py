"""Jacobians, Hessians and their products with vectors, from backward passes. As ``torch.autograd.functional``."""

from ..functions.shapes import stack
from .creation import zeros_like
from .errors import ArgumentError, EngineError, MissingError, OperandError
from .mode import enable_grad, is_grad_enabled, set_grad_enabled
from .tensor import Tensor
from .walk import grad

__all__ = ["vjp", "jvp", "jacobian", "hessian", "hvp", "vhp"]

OUTPUTS = "outputs of the user-provided function"
DEPENDS = {  # what strict mode says of entry i that nothing depends on, by the pass that found it
    "back": "The output of the user-provided function is independent of input {}. This is not allowed in strict mode.",
    "back_trick": "The gradient with respect to the input is independent of entry {} in the grad_outputs when using the "
    "double backward trick to compute forward mode gradients. This is not allowed in strict mode.",
    "double_back": "The jacobian of the user-provided function is independent of input {}. This is not allowed in strict "
    "mode.",
    "double_back_trick": "The hessian of the user-provided function is independent of entry {} in the grad_jacobian. "
    "This is not allowed in strict mode as it prevents from using the double backward trick to replace forward mode AD.",
}
REQUIRES = {
    "outputs": "Output {} of the user-provided function does not require gradients. The outputs must be computed in a "
    "differentiable manner from the input when running in strict mode.",
    "grad_inputs": "The gradient with respect to input {} is independent of the inputs of the user-provided function. "
    "This is not allowed in strict mode.",
    "jacobian": "While computing the hessian, found that the jacobian of the user-provided function with respect to "
    "input {} is independent of the input. This is not allowed in strict mode. You should ensure that your function is "
    "twice differentiable and that the jacobian depends on the inputs (this would be violated by a linear function for "
    "example).",
}


def listed(given, what, name):
    """Whether `given` is a tuple, and the tuple of tensors that it is or holds; TypeError for anything else."""
    several = isinstance(given, tuple)
    given = given if several else (given,)
    for i, x in enumerate(given):
        if not isinstance(x, Tensor):
            where = f"value at index {i}" if several else f"given {what}"
            raise OperandError(
                f"The {what} given to {name} must be either a Tensor or a tuple of Tensors but the {where} has type "
                f"{type(x)}."
            )
    return several, given


def prepared(inputs, create_graph, required=True):
    """New tensors over the inputs: views that lead back to them, or leaves."""
    return tuple(
        x.view_as(x) if create_graph and x.requires_grad else x.detach().requires_grad_(required) for x in inputs
    )


def finished(results, create_graph, single):
    """The results without history unless it was asked for, and out of their tuple if there is but one."""
    results = results if create_graph else tuple(x.detach() for x in results)
    return results[0] if single else results


def checked_vector(v, like, several, create_graph, name, missing):
    """The vector of a product, of the shapes of `like`; None where that is one number."""
    if v is None:
        if len(like) != 1 or like[0].numel() != 1:
            raise EngineError(missing)
        return None
    v = prepared(listed(v, "v", name)[1], create_graph, False)
    if len(v) != len(like):
        raise EngineError(
            f"v is a tuple of invalid length: should be {len(like)} but got {len(v)}."
            if several
            else "The given v should contain a single Tensor."
        )
    for i, (given, x) in enumerate(zip(v, like)):
        if given.shape != x.shape:
            where = f"Entry {i} in " if several else ""
            raise EngineError(f"{where}v has invalid size: should be {x.shape} but got {given.shape}.")
    return v


def check_required(tensors, kind, strict):
    """Raise in strict mode for a tensor without gradient."""
    for i, x in enumerate(tensors if strict else ()):
        if x is None:
            raise EngineError(DEPENDS["back"].format(i))
        if not x.requires_grad:
            raise EngineError(REQUIRES[kind].format(i))


def gradients(outputs, inputs, v=None, create_graph=False, retain_graph=None):
    """`grad` of the outputs that require it; None for inputs on which none of them depends."""
    pairs = [(y, u) for y, u in zip(outputs, v or (None,) * len(outputs)) if y is not None and y.requires_grad]
    if not pairs:
        return (None,) * len(inputs)
    return grad(*zip(*[(y,) for y, _ in pairs]), inputs, [u for _, u in pairs], retain_graph, create_graph,
                allow_unused=True)  # fmt: skip


def filled(grads, like, strict, create_graph, stage):
    """The gradients with zeros for None; an error for None in strict mode."""
    for i, g in enumerate(grads if strict else ()):
        if g is None:
            raise EngineError(DEPENDS[stage].format(i))
        if create_graph and not g.requires_grad:
            what = "hessian" if "double" in stage else "jacobian"
            raise EngineError(
                f"The {what} of the user-provided function is independent of input {i}. This is not allowed in strict "
                "mode when create_graph=True."
            )
    return tuple(zeros_like(x) if g is None else g for g, x in zip(grads, like))


def vjp(func, inputs, v=None, create_graph=False, strict=False):
    """The product of a vector with the Jacobian of a function. As ``torch.autograd.functional.vjp``.

    Parameters
    ----------
    func : callable
        Takes tensors, returns a tensor or a tuple of them.
    inputs : Tensor or tuple of Tensor
        Where.
    v : Tensor or tuple of Tensor, optional
        Of the shapes of the outputs; may be left out for one number.
    create_graph : bool
        Let the results be differentiable.
    strict : bool
        Raise where an output does not depend on an input, rather than give zeros.

    Returns
    -------
    tuple
        The outputs, and the product, of the shapes of the inputs.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.autograd.functional.vjp(lambda x: x * x, av.tensor([1.0, 2.0]), av.tensor([1.0, 10.0]))
    (tensor([1., 4.]), tensor([ 2., 40.]))
    """
    with enable_grad():
        several_in, inputs = listed(inputs, "inputs", "vjp")
        inputs = prepared(inputs, create_graph)
        several, outputs = listed(func(*inputs), OUTPUTS, "vjp")
        check_required(outputs, "outputs", strict)
        v = checked_vector(
            v, outputs, several, create_graph, "vjp", "The vector v can only be None if the user-provided function "
            "returns a single Tensor with a single element.",
        )  # fmt: skip
    with set_grad_enabled(create_graph or is_grad_enabled()):
        found = gradients(outputs, inputs, v, create_graph)
        found = filled(found, inputs, strict, create_graph, "back")
    return finished(outputs, create_graph, not several), finished(found, create_graph, not several_in)


def jvp(func, inputs, v=None, create_graph=False, strict=False):
    """The product of the Jacobian of a function with a vector. As ``torch.autograd.functional.jvp``.

    Computed by two backward passes: the vector-Jacobian product is linear in its vector, and the
    derivative of that is the Jacobian again.

    Parameters
    ----------
    func, inputs, create_graph, strict
        As in `vjp`.
    v : Tensor or tuple of Tensor, optional
        Of the shapes of the inputs; may be left out for one number.

    Returns
    -------
    tuple
        The outputs, and the product, of their shapes.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.autograd.functional.jvp(lambda x: x * x.sum(), av.tensor([1.0, 2.0]), av.tensor([1.0, 0.0]))
    (tensor([3., 6.]), tensor([4., 2.]))
    """
    with enable_grad():
        several_in, inputs = listed(inputs, "inputs", "jvp")
        inputs = prepared(inputs, create_graph)
        v = checked_vector(
            v, inputs, several_in, create_graph, "jvp", "The vector v can only be None if the input to the user-provided "
            "function is a single Tensor with a single element.",
        )  # fmt: skip
        several, outputs = listed(func(*inputs), OUTPUTS, "jvp")
        check_required(outputs, "outputs", strict)
        blank = tuple(zeros_like(y, requires_grad=True) for y in outputs)
        first = gradients(outputs, inputs, blank, True)
        check_required(first, "grad_inputs", strict)
    with set_grad_enabled(create_graph or is_grad_enabled()):
        found = filled(gradients(first, blank, v, create_graph), outputs, strict, create_graph, "back_trick")
    return finished(outputs, create_graph, not several), finished(found, create_graph, not several)


def jacobian(func, inputs, create_graph=False, strict=False, vectorize=False, strategy="reverse-mode"):
    """All partial derivatives of a function. As ``torch.autograd.functional.jacobian``.

    Parameters
    ----------
    func, inputs, create_graph, strict
        As in `vjp`.
    vectorize, strategy
        Accepted as in PyTorch; one backward pass is run for each element of the outputs all the same.

    Returns
    -------
    Tensor, tuple of Tensor, or tuple of tuples
        For output i and input j the shape of the output followed by that of the input.

    Raises
    ------
    NotImplementedError
        For ``strategy="forward-mode"`` without `vectorize`, as PyTorch.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.autograd.functional.jacobian(lambda x: x * x, av.tensor([1.0, 2.0]))
    tensor([[2., 0.],
            [0., 4.]])
    """
    check_strategy(strategy, strict, vectorize)
    create_graph = create_graph or strategy == "forward-mode"  # what PyTorch's forward mode gives keeps its history
    with enable_grad():
        several_in, inputs = listed(inputs, "inputs", "jacobian")
        inputs = prepared(inputs, create_graph)
        several, outputs = listed(func(*inputs), OUTPUTS, "jacobian")
        check_required(outputs, "outputs", strict)
        rows = tuple(finished(of_output(i, y, inputs, create_graph, strict), create_graph, not several_in)
                     for i, y in enumerate(outputs))  # fmt: skip
    return rows if several else rows[0]


def check_strategy(strategy, strict, vectorize):
    """Raise PyTorch's errors for combinations that make no sense there."""
    if strategy not in ("forward-mode", "reverse-mode"):
        raise ArgumentError('Expected strategy to be either "forward-mode" or "reverse-mode".')
    if strategy == "forward-mode" and strict:
        raise EngineError(
            'torch.autograd.functional.jacobian: `strict=True` and `strategy="forward-mode"` are not supported together '
            '(yet). Please either set `strict=False` or `strategy="reverse-mode"`.'
        )
    if strategy == "forward-mode" and not vectorize:
        raise MissingError(
            "Computing Jacobian using forward-AD or forward-over-reverse Hessian is only implemented for "
            "`vectorize=True`."
        )
    if strict and vectorize:
        raise EngineError(
            "torch.autograd.functional.jacobian: `strict=True` and `vectorized=True` are not supported together. Please "
            "either set `strict=False` or `vectorize=False`."
        )


def of_output(i, y, inputs, create_graph, strict):
    """The Jacobian of output `i` by each input."""
    rows = [[] for _ in inputs]
    flat = y.reshape(-1)
    for k in range(y.numel()):
        for j, g in enumerate(gradients((flat[k],), inputs, None, create_graph, True)):
            if strict and g is None:
                raise EngineError(
                    f"Output {i} of the user-provided function is independent of input {j}. This is not allowed in "
                    "strict mode."
                )
            if strict and create_graph and not g.requires_grad:
                raise EngineError(
                    f"The jacobian of the user-provided function is independent of input {i}. This is not allowed in "
                    "strict mode when create_graph=True."
                )
            rows[j].append(zeros_like(inputs[j]) if g is None else g)
    return tuple(stack(row).view(y.shape + x.shape) for row, x in zip(rows, inputs))


def hessian(func, inputs, create_graph=False, strict=False, vectorize=False, outer_jacobian_strategy="reverse-mode"):
    """All second derivatives of a function of one number. As ``torch.autograd.functional.hessian``.

    Parameters
    ----------
    func : callable
        Takes tensors, returns a tensor of one element.
    inputs, create_graph, strict, vectorize, outer_jacobian_strategy
        As in `jacobian`.

    Returns
    -------
    Tensor or tuple of tuples of Tensor
        By inputs i and j the shape of i followed by that of j.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.autograd.functional.hessian(lambda x: x[0] * x[1] ** 2, av.tensor([1.0, 3.0]))
    tensor([[0., 6.],
            [6., 2.]])
    """
    several, inputs = listed(inputs, "inputs", "hessian")

    def value(*args):
        y = single(func(*args), "hessian", strict)
        return y.squeeze()

    def first(*args):
        found = jacobian(value, args, create_graph=True)
        check_required(found, "jacobian", strict)
        return found

    rows = jacobian(first, inputs, create_graph, strict, vectorize, outer_jacobian_strategy)
    return rows if several else rows[0][0]


def single(given, name, strict):
    """The one number that the function of a Hessian must return."""
    several, outputs = listed(given, OUTPUTS, name)
    check_required(outputs, "outputs", strict)
    if several:
        raise EngineError(f"The function given to {name} should return a single Tensor")
    if outputs[0].numel() != 1:
        raise EngineError(f"The Tensor returned by the function given to {name} should contain a single element")
    return outputs[0]


def hessian_product(name, order, doc):
    """Define a product of a vector and a Hessian; the order says from which side the vector comes."""

    def product(func, inputs, v=None, create_graph=False, strict=False):
        with enable_grad():
            several, inputs = listed(inputs, "inputs", name)
            inputs = prepared(inputs, create_graph)
            v = checked_vector(
                v, inputs, several, create_graph, name, "The vector v can only be None if the input to the user-provided "
                "function is a single Tensor with a single element.",
            )  # fmt: skip
            y = single(func(*inputs), name, strict)
            first = gradients((y,), inputs, None, True)
            check_required(first, "jacobian", strict)
            if order == "after":
                blank = tuple(zeros_like(x, requires_grad=True) for x in inputs)
                first, wanted, stage = gradients(first, inputs, blank, True), blank, "double_back_trick"
            else:
                wanted, stage = inputs, "double_back"
        with set_grad_enabled(create_graph or is_grad_enabled()):
            found = filled(gradients(first, wanted, v, create_graph), inputs, strict, create_graph, stage)
        return finished((y,), create_graph, True), finished(found, create_graph, not several)

    product.__name__ = product.__qualname__ = name
    product.__doc__ = f"""{doc} As ``torch.autograd.functional.{name}``.

    Parameters
    ----------
    func : callable
        Takes tensors, returns a tensor of one element.
    inputs, create_graph, strict
        As in `vjp`.
    v : Tensor or tuple of Tensor, optional
        Of the shapes of the inputs; may be left out for one number.

    Returns
    -------
    tuple
        The value, and the product, of the shapes of the inputs.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.autograd.functional.{name}(lambda x: (x ** 3).sum(), av.tensor([1.0, 2.0]), av.tensor([1.0, 1.0]))
    (tensor(9.), tensor([ 6., 12.]))
    """
    return product


vhp = hessian_product("vhp", "before", "The product of a vector with the Hessian of a function of one number.")
hvp = hessian_product("hvp", "after", "The product of the Hessian of a function of one number with a vector.")
