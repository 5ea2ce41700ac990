# Runs TensorFlow Lite models by Python's interpreter: a list of runs as JSON on standard input, their outputs on standard output.
import base64
import json
import sys

import numpy as np
from ai_edge_litert.interpreter import Interpreter


def decoded(tensor):
    data = base64.b64decode(tensor["data"])
    return np.frombuffer(data, dtype=tensor["dtype"]).reshape(tensor["shape"])


def encoded(array):
    data = base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()
    return {"dtype": array.dtype.name, "shape": list(array.shape), "data": data}


def run(model, feeds):
    interpreter = Interpreter(model_content=base64.b64decode(model))
    inputs = interpreter.get_input_details()
    for details, feed in zip(inputs, feeds):
        interpreter.resize_tensor_input(details["index"], feed["shape"])
    interpreter.allocate_tensors()
    for details, feed in zip(inputs, feeds):
        interpreter.set_tensor(details["index"], decoded(feed))
    interpreter.invoke()
    return [encoded(interpreter.get_tensor(details["index"])) for details in interpreter.get_output_details()]


print(json.dumps([run(**request) for request in json.load(sys.stdin)]))
