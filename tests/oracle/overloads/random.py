"""Ways to draw at random; times 0, because the numbers are not PyTorch's."""

from tests.oracle.overloads.drawing import overload

HELPERS = []


def drawing(ops, text, name):
    """Register an overload; in ``text``, ``{x}`` stands for a tensor."""

    @overload(f"{ops} mul", name)
    def make(d):
        return f"{text.format(x=d.any())} * 0.0"


drawing("clone uniform_drawn", "{x}.clone().uniform_(1, 2)", "uniform_")
drawing("clone normal_drawn", "{x}.clone().normal_()", "normal_")
drawing("clone exponential_drawn", "{x}.clone().exponential_()", "exponential_")
drawing("clone integers_between", "{x}.clone().random_(-2, 3)", "random_ between")
drawing("clone integers_below", "{x}.clone().random_(3)", "random_ below")
drawing("clone integers_drawn", "{x}.clone().random_()", "random_")
drawing("clone bernoulli_drawn", "{x}.clone().bernoulli_(0.25)", "bernoulli_")
drawing(
    "clone isfinite to_dtype bernoulli_each", "{x}.clone().bernoulli_({x}.isfinite().double())", "bernoulli_ of each"
)
drawing("nan_to_num sigmoid bernoulli_of", "T.bernoulli({x}.nan_to_num().sigmoid())", "bernoulli")
drawing("normal_around", "T.normal({x}.nan_to_num(), 1.0)", "normal around")
drawing("normal_wide", "T.normal(0.0, {x}.nan_to_num().sigmoid())", "normal as wide")
drawing("normal_each", "T.normal({x}.nan_to_num(), {x}.nan_to_num().sigmoid())", "normal each")


@overload("multinomial_drawn to_dtype mul")
def multinomial(d):
    return f"T.multinomial({d.any()}.detach().nan_to_num().sigmoid().flatten(), 1).double() * 0.0 * {d.shaped(())}"
