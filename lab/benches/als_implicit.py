"""`implicit` as the peer of `cargo bench --bench als`: reads commands line by line, answers line by line.

matrix ROWS COLUMNS   read rows.* and columns.* (starts, indices, values as 32-bit little endian)
start FACTORS         read the row factors to start from; random columns for the solver that needs some
iterate cg|exact REG  one iteration, columns then rows; answers "wall cpu" in seconds
save cg|exact         write x.out and y.out
items FACTORS C REG   read the items; a seed has confidence C
recommend SEED N      fold the seed in and find the N best; answers "wall cpu"
"""

import sys
import time

import implicit
import numpy as np
import scipy.sparse as sp
from implicit.cpu import _als
from implicit.cpu.als import AlternatingLeastSquares

THREADS = int(sys.argv[1])


def read(name, shape):
    load = lambda what, kind: np.fromfile(f"{name}.{what}", kind)
    return sp.csr_matrix((load("values", np.float32), load("indices", np.int32), load("starts", np.int32)), shape)


rows = columns = None
state = {}
for line in sys.stdin:
    command, *words = line.split()
    answer = "ok"
    if command == "version":
        answer = f"implicit {implicit.__version__}, numpy {np.__version__}"
    elif command == "matrix":
        shape = (int(words[0]), int(words[1]))
        rows, columns = read("rows", shape), read("columns", shape[::-1])
    elif command == "start":
        factors = int(words[0])
        x = np.fromfile("start", np.float32).reshape(-1, factors)
        rng = np.random.default_rng(3)
        y = rng.random((rows.shape[1], factors), dtype=np.float32) * 0.01
        state = {kind: [x.copy(), y.copy()] for kind in ("cg", "exact")}
    elif command == "iterate":
        x, y = state[words[0]]
        regularisation = float(words[1])
        wall, cpu = time.perf_counter(), time.process_time()
        if words[0] == "cg":
            _als.least_squares_cg(columns, y, x, regularisation, num_threads=THREADS, cg_steps=3)
            _als.least_squares_cg(rows, x, y, regularisation, num_threads=THREADS, cg_steps=3)
        else:
            _als.least_squares(columns, y, x, regularisation, num_threads=THREADS)
            _als.least_squares(rows, x, y, regularisation, num_threads=THREADS)
        answer = f"{time.perf_counter() - wall} {time.process_time() - cpu}"
    elif command == "save":
        x, y = state[words[0]]
        x.tofile("x.out")
        y.tofile("y.out")
    elif command == "items":
        factors, confidence = int(words[0]), float(words[1])
        model = AlternatingLeastSquares(factors=factors, regularization=float(words[2]), num_threads=THREADS)
        model.item_factors = np.fromfile("items", np.float32).reshape(-1, factors)
        model.user_factors = np.zeros((1, factors), np.float32)
        model.YtY  # computed once, as in a program that stays
    elif command == "recommend":
        seed, wanted = int(words[0]), int(words[1])
        user = sp.csr_matrix(([np.float32(confidence)], ([0], [seed])), (1, model.item_factors.shape[0]))
        wall, cpu = time.perf_counter(), time.process_time()
        model.recommend(0, user, N=wanted, recalculate_user=True)
        answer = f"{time.perf_counter() - wall} {time.process_time() - cpu}"
    elif command == "quit":
        break
    print(answer, flush=True)
