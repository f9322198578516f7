"""The models of models.hpp, written by hand for JAX: each function of the library by the same name, on the same leaves."""
import jax
import jax.numpy as jnp


def perceptron_loss(p, x, labels):
    scores = jax.nn.relu(x @ p[0] + p[1]) @ p[2] + p[3]
    return -jnp.mean(jnp.sum(labels * jax.nn.log_softmax(scores), 1))


def block_loss(p, x, goal):
    q, k, v, o, w1, w2 = p
    mask = jnp.tril(jnp.ones(2 * x.shape[1:2], bool))

    def transformed(x):
        y = jax.nn.standardize(x)

        def attend(q, k, v, o):
            scores = (y @ q) @ (y @ k).T / jnp.sqrt(q.shape[1])
            return jax.nn.softmax(jnp.where(mask, scores, -jnp.inf)) @ (y @ v) @ o

        z = x + jnp.sum(jax.vmap(attend)(q, k, v, o), 0)
        return z + jax.nn.gelu(jax.nn.standardize(z) @ w1) @ w2

    return jnp.mean(jnp.square(jax.vmap(transformed)(x) - goal))


def lstm_loss(main, extra, state, sequence):
    def cell(w, hidden, memory, x):
        gate = lambda which, x: x * w[0, which] + w[1, which]
        memory = memory * jax.nn.sigmoid(gate(0, x)) + jax.nn.sigmoid(gate(1, hidden)) * jnp.tanh(gate(3, hidden))
        return jax.nn.sigmoid(gate(2, x)) * jnp.tanh(memory), memory

    def step(carry, io):
        lower, upper, total = carry
        x, gold = io
        lower = cell(main[0], *lower, x * extra[0])
        upper = cell(main[1], *upper, lower[0])
        predicted = upper[0] * extra[1] + extra[2]
        normal = predicted - jnp.log(jnp.sum(jnp.exp(predicted)) + 2)
        return (lower, upper, total + jnp.sum(gold * normal)), None

    total = jax.lax.scan(step, (tuple(state[0]), tuple(state[1]), 0.0), (sequence[:-1], sequence[1:]))[0][2]
    return -total / sequence[1:].size


def digits_loss(p, images, labels):
    probabilities = jax.nn.softmax(images @ p[0].T + p[1])
    return -jnp.mean(jnp.log(jnp.sum(probabilities * labels, 1) + 1e-12))


def digits_step(p, images, labels):
    return jax.tree.map(lambda a, slope: a - slope, p, jax.grad(digits_loss)(p, images, labels))


perceptron_gradient = jax.value_and_grad(perceptron_loss)
block_gradient = jax.value_and_grad(block_loss)
lstm_gradient = jax.value_and_grad(lstm_loss, (0, 1))
