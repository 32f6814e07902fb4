"""Programs that make tensors: from numbers, filled, spaced and random; and what dtypes say of themselves."""

import warnings

from tests.oracle.programs.leaves import lines

MADE = """
T.zeros(-1) | T.zeros(2,-1) | T.zeros() | T.zeros(2.) | T.zeros('a') | T.zeros((2,3),4) | T.zeros([2,[3]])
T.zeros(True) | T.zeros(size=(2,)) | T.zeros(2,dtype='float32') | T.zeros(2,device='bogus')
T.zeros(2,layout=T.strided) | T.zeros(2,requires_grad=1) | T.zeros(2,dtype=T.int32,requires_grad=True)
T.zeros(2,pin_memory=False) | T.zeros(2,bogus=1) | T.zeros(T.tensor(2),T.tensor(3)) | T.zeros(n)
T.zeros(2,dtype=float) | T.zeros(2,dtype=bool) | T.zeros(2,memory_format=T.contiguous_format)
T.empty(2,memory_format=T.contiguous_format).shape | T.empty(-2) | T.full((2,),True) | T.full((2,),1)
T.full((2,),1.5,dtype=T.int64) | T.full(2,1.) | T.full((2,),'a') | T.full((2,),T.tensor(1.5)) | T.full((2,),c32)
T.full((2,)) | T.full((-1,),2) | T.full((2,),300,dtype=T.uint8) | T.full((2,),-1,dtype=T.uint8)
T.full((2,),1e20,dtype=T.int32) | T.full((2,),1e20,dtype=T.float16) | T.full([2],1.) | T.full((),1)
T.zeros_like(n,dtype=T.float32) | T.zeros_like(2) | T.zeros_like([1.]) | T.zeros_like(n,requires_grad=True)
T.zeros_like(K.t()).stride() | T.zeros_like(K,memory_format=T.contiguous_format) | T.full_like(n,1.5)
T.full_like(n,'a') | T.full_like(K,2) | n.new_zeros(2).dtype | n.new_full((2,),1.5) | n.new_tensor([1.5])
K.new_tensor([1]).dtype | n.new_ones((2,3),dtype=T.float16) | n.new_empty(2,requires_grad=True) | K.new_zeros(-1)
T.arange(5) | T.arange(5.) | T.arange(1,5,2) | T.arange(1,5,-1) | T.arange(5,1) | T.arange(0,1,0) | T.arange(nan)
T.arange(inf) | T.arange(0,1,0.1) | T.arange(0,1,0.3,dtype=T.int64) | T.arange(5,dtype=T.bool)
T.arange(2,dtype=T.bool) | T.arange(True) | T.arange(3,dtype=T.uint8) | T.arange(-3,3,dtype=T.int8) | T.arange('a')
T.arange() | T.arange(end=3) | T.arange(start=1,end=3) | T.arange(T.tensor(3)) | T.arange(T.tensor(3.))
T.arange(c32) | T.arange(2,requires_grad=True) | T.arange(2.,requires_grad=True) | T.arange(1,2,3,4)
T.arange(0,10,3,dtype=T.float16) | T.arange(2**40,2**40+2) | T.arange(1,5,0.5,dtype=T.float32) | T.linspace(0,1,5)
T.linspace(0,1,1) | T.linspace(0,1,0) | T.linspace(0,1,-1) | T.linspace(0,1) | T.linspace(0,1,2.5)
T.linspace(0,10,4,dtype=T.int64) | T.linspace(0,10,5,dtype=T.uint8) | T.linspace(3,-3,7,dtype=T.int32)
T.linspace(T.tensor(0.),1,3) | T.linspace(start=0,end=1,steps=3) | T.linspace('a',1,3)
T.linspace(0,1,3,dtype=T.bool) | T.logspace(0,2,3) | T.logspace(0,2,3,base=2) | T.logspace(0,2,3,base=2,dtype=T.int64)
T.logspace(0,2,1) | T.logspace(0,2,-1) | T.eye(2) | T.eye(2,3) | T.eye(-1) | T.eye(2,-1) | T.eye(2.)
T.eye(2,dtype=T.bool) | T.eye(0) | T.tensor([1,2.]) | T.tensor([]) | T.tensor([[]]).shape | T.tensor('a')
T.tensor(None) | T.tensor([1,None]) | T.tensor([[1],[2,3]]) | T.tensor({1:2}) | T.tensor([c32,c32])
T.tensor([c32[0],c32[1]]).shape | T.tensor(1,dtype=T.bool) | T.tensor([1.5],dtype=T.int64)
T.tensor(300,dtype=T.uint8) | T.tensor(-1,dtype=T.uint8) | T.tensor(2**63) | T.tensor(2**70,dtype=T.float32)
T.tensor(np.float32(1.5)).dtype | T.tensor(np.ones(2)).dtype | T.tensor(np.array('a'))
T.tensor((1,2),dtype=float).dtype | T.tensor(range(3)) | T.tensor(1.,requires_grad=True).requires_grad
T.tensor(1,requires_grad=True) | T.tensor(1,2) | T.tensor() | T.tensor(data=1) | T.tensor(float('nan'),dtype=T.int64)
T.tensor([1e20],dtype=T.int32) | T.tensor([True,2]) | T.tensor([True,False]) | T.as_tensor(c32) is c32
T.as_tensor(c32,dtype=T.float64).dtype | T.as_tensor(np.ones(2)).dtype | T.as_tensor([1,2],dtype=T.float32)
T.as_tensor('a') | T.asarray([1,2]) | T.asarray(c32) is c32 | T.asarray(c32,copy=True) is c32
T.asarray(np.ones(2),copy=False) | T.asarray([1,2],copy=False) | T.asarray(1.5,dtype=T.int64)
T.asarray(c32,dtype=T.float64,copy=False) | T.asarray([1.],requires_grad=True) | T.asarray('a') | T.from_numpy([1])
T.from_numpy(np.array(['a'])) | T.tril_indices(3,3) | T.triu_indices(2,3,1) | T.tril_indices(3,2,-1,dtype=T.int32)
T.tril_indices(-1,2) | T.tril_indices(3,3,offset=1).dtype | T.tril_indices(2,2,dtype=T.float32) | T.is_tensor(1)
T.is_floating_point(n) | T.is_floating_point(1) | T.numel(K) | T.numel(1) | T.result_type(n,1.5)
T.result_type(c32,n) | T.result_type(n,T.tensor(1.5)) | T.result_type(1,2.) | T.result_type(n,'a')
T.can_cast(T.float32,T.int64) | T.can_cast(T.int64,T.float16) | T.can_cast(T.uint8,T.int8)
T.can_cast(T.int8,T.uint8) | T.can_cast(T.bool,T.uint8) | T.can_cast(T.int8,T.bool) | T.can_cast(T.float64,T.float16)
T.can_cast(1,2) | T.promote_types(T.int8,T.uint8) | T.promote_types(1,2) | T.finfo(T.float32) | T.finfo(T.float64)
T.finfo(T.float16) | T.finfo() | T.finfo(T.int32) | T.finfo(1) | T.finfo(T.float32).tiny
T.finfo(T.float16).resolution | T.finfo(T.float64).resolution | T.finfo(T.float32).bits | T.finfo(T.float32).dtype
T.finfo(T.float32)==T.finfo(T.float32) | T.iinfo(T.int8) | T.iinfo(T.uint8) | T.iinfo(T.int64) | T.iinfo(T.float32)
T.iinfo(T.bool) | T.iinfo(T.int16).dtype | T.iinfo(T.int16).bits | T.strided | T.contiguous_format | T.preserve_format
"""
# random numbers are not PyTorch's, their shapes, dtypes and errors are
DRAWN = """
T.rand_like(n).shape | T.randn_like(n).shape | T.randint_like(K,3).dtype | T.randint_like(K,2,5).shape
T.randint_like(n,5,2).shape | T.rand(2,dtype=T.int64).shape | T.randn(2,dtype=T.int64).shape | T.rand(-1).shape
T.rand(2,generator=5).shape | T.rand(2,dtype=T.bool).shape | T.randint(5,(2,)).dtype | T.randint(5,2).shape
T.randint(5,(2,),dtype=T.float32).dtype | T.randint(5,5,(2,)).shape | T.randint(6,5,(2,)).shape
T.randint(0,(2,)).shape | T.randint(-3,0,(2,)).dtype | T.randint(5).shape | T.randint(5.,(2,)).shape
T.randint(low=0,high=5,size=(2,)).shape | T.randint(high=5,size=(2,)).shape | T.randint(300,(2,),dtype=T.uint8).shape
T.randint(-1,5,(2,),dtype=T.uint8).shape | T.randint(2,(2,),dtype=T.bool).shape
T.randint(5,(2,),requires_grad=True).shape | T.randperm(-1).shape | T.randperm(3,dtype=T.float32).dtype
T.randperm(3,dtype=T.int32).dtype | T.randperm(0).shape | T.randperm(2.).shape | T.randperm(300,dtype=T.uint8).shape
T.normal(0.,1.,(2,)).shape | T.normal(0,1,(2,)).dtype | T.normal(0.,-1.,(2,)).shape | T.normal(c32,-1.).shape
T.normal(c32,c32-5).shape | T.normal(c32).shape | T.normal(n,1.).shape | T.normal(n.float(),n).shape
T.normal(0.,n).shape | T.normal(c32,K).shape | T.normal(K,c32).shape | T.normal(c32,T.rand(2)).shape
T.normal(0.,1.).shape | T.normal(0.,1.,size=(2,)).dtype | T.normal(c32,1.,(2,)).shape
T.normal(c32.double(),c32).dtype | T.normal(c32,c32.double()).dtype | T.normal(0.,1.,(2,),dtype=T.int64).shape
T.bernoulli(c32,0.5).dtype | T.bernoulli(c32,1.5).shape | T.bernoulli(n).shape | T.bernoulli(n,0.5).dtype
T.bernoulli(0.5).shape | n.bernoulli(0.5).shape | m.bernoulli().shape | n.clone().bernoulli_(0.5).dtype
c32.clone().bernoulli_(2.).shape | c32.clone().bernoulli_(n).shape | c32.clone().bernoulli_(T.rand(4)).shape
c32.clone().bernoulli_(K).shape | T.multinomial(c32,2).shape | T.multinomial(c32,4).shape
T.multinomial(c32,4,True).shape | T.multinomial(c32,0).shape | T.multinomial(c32,-1).shape | T.multinomial(n,1).shape
T.multinomial(K,2).shape | T.multinomial(T.rand(2,3,4),2).shape | T.multinomial(T.tensor(1.),1).shape
T.multinomial(T.tensor([-1.,2.]),1).shape | T.multinomial(T.tensor([nan,2.]),1).shape
T.multinomial(T.tensor([inf,2.]),1).shape | T.multinomial(T.tensor([0.,0.]),1).shape
T.multinomial(T.tensor([0.,0.]),1,True).shape | T.multinomial(T.tensor([0.,1.]),2).shape
T.multinomial(T.tensor([[0.,1.],[0.,0.]]),1,True).shape | T.multinomial(c32,1.5).shape | T.multinomial(c32).shape
T.multinomial(c32,2,1).shape | T.multinomial(T.rand(0),1).shape | T.multinomial(T.rand(0,3),1).shape
c32.clone().uniform_(2,1).shape | c32.clone().uniform_(0,inf).shape | c32.clone().uniform_(1,1).shape
n.clone().uniform_().shape | c32.clone().uniform_('a').shape | c32.clone().normal_(0,-1).shape
n.clone().normal_().shape | c32.clone().exponential_(0).shape | c32.clone().exponential_(-1).shape
n.clone().exponential_().shape | c32.clone().random_(5,5).shape | c32.clone().random_(5,2).shape
c32.clone().random_(-5).shape | c32.clone().random_(0).shape | n.clone().random_(3).dtype
n.clone().random_(2,8).dtype | T.zeros(2,dtype=T.uint8).random_(0,300).shape | T.zeros(2,dtype=T.bool).random_().dtype
(c*1).requires_grad_().uniform_().shape | (c*1).requires_grad_().normal_().shape
(c*1).requires_grad_().bernoulli_().shape | c32.detach().expand(2,3).uniform_().shape | T.manual_seed('a')
T.manual_seed(2**64) | T.manual_seed(-1).initial_seed() | T.manual_seed(-2**63-1) | T.Generator().initial_seed()
T.Generator().manual_seed(1.5) | T.Generator().manual_seed('a') | T.Generator().manual_seed(True)
T.Generator().device | T.Generator(device='cpu').get_state().dtype | T.Generator().set_state(c32)
T.Generator().set_state(1) | T.get_rng_state().dtype | T.set_rng_state(c32) | type(T.finfo(T.float32).smallest_normal).__name__
"""


def copies_of_tensors_warn(T):
    """A tensor made of a tensor is a copy without history, and a warning."""
    x = T.tensor([1.0, 2.0], requires_grad=True)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        made = (T.tensor(x), x.new_tensor(x), T.tensor(x, dtype=T.int64, requires_grad=False))
    return *made, [str(w.message).split(" or")[0] for w in caught]


def defaults_follow_the_default_dtype(T):
    """What is made of no dtype, or of Python floats, is of the default dtype; integers stay integers."""
    T.set_default_dtype(T.float64)
    try:
        return [x.dtype for x in (T.zeros(1), T.ones(1), T.empty(1), T.rand(1), T.randn(1), T.arange(2.0), T.arange(2), T.eye(1),
                                  T.linspace(0, 1, 2), T.logspace(0, 1, 2), T.full((1,), 1.0), T.full((1,), 1), T.tensor(1.0),
                                  T.as_tensor([1.0]), T.normal(0.0, 1.0, (1,)), T.tensor([]), T.randint(3, (1,)))]  # fmt: skip
    finally:
        T.set_default_dtype(T.float32)


def in_memory_as_the_tensor(T):
    """What is made like a tensor lies in memory as that does."""
    x = T.zeros(2, 3, 4)
    return [f(y).stride() for f in (T.zeros_like, T.ones_like, T.empty_like, T.rand_like, T.randn_like)
            for y in (x, x.permute(2, 0, 1), x[:, :2], x.transpose(0, 1), x[:, :1].expand(2, 3, 4), x[:1].expand(5, 3, 4), x[0, 0].expand(2, 4))]  # fmt: skip


def states_are_taken_up_again(T):
    """A generator goes on from a state as it did before, and starts again from a seed."""
    g = T.Generator().manual_seed(5)
    T.rand(3, generator=g)
    state = g.get_state()
    first = T.rand(4, generator=g)
    again = T.rand(4, generator=g.set_state(state))
    T.manual_seed(1)
    here = T.get_rng_state()
    a = T.randn(3)
    T.set_rng_state(here)
    b = T.randn(3)
    T.manual_seed(1)
    return T.equal(first, again), T.equal(a, b), T.equal(T.randn(3), a), g.initial_seed(), T.initial_seed()


PROGRAMS = [
    *lines(MADE), *lines(DRAWN), copies_of_tensors_warn, defaults_follow_the_default_dtype, in_memory_as_the_tensor,
    states_are_taken_up_again,
]  # fmt: skip
