"""PyTorch's functions, composed from ops: they check arguments and choose, the ops compute.

Every function takes tensors (or arrays) and does to them what the function of the same name in
``torch`` does, with the same arguments, defaults, graph and errors. One file holds one topic.
"""
