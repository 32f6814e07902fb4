"""Ways to write recurrent layers, with parameters of fixed numbers."""

from tests.oracle.overloads.drawing import overload

HELPERS = set()


def layer(name, ops, kind):
    def make(d):
        x = d.of(lambda s: len(s) == 3 and 0 not in s, [(2, 3, 2), (1, 2, 3)])
        options = d.choice(["", ", bidirectional=True", ", num_layers=2", ", bias=False"])
        if "exchanged" in ops or d.chance(0.3):
            options += ", batch_first=True"
        made = f"T.nn.{kind}({d.shape(x)[-1]}, 2{options}, dtype=T.float64)"
        filled = "[p.data.fill_(0.1 * (k + 1)) for k, p in enumerate(layer.parameters())]"
        return f"layer = {made}\n{filled}\n{{out}} = layer({x}.double())[0]"

    overload(ops, name)(make)


layer("RNN", "unbind_axis stack_axis tanh exchanged", "RNN")
layer("LSTM", "unsafe_split sigmoid tanh mul add stack_axis", "LSTM")
layer("GRU", "unsafe_split sigmoid tanh mul add sub stack_axis", "GRU")
