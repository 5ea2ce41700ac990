# What TensorFlow's own converter makes of a frozen graph.
# python convert.py GRAPH INPUT SHAPE OUTPUT FILE
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"

import tensorflow as tf

graph, feed, shape, fetch, file = sys.argv[1:]
shapes = {feed: [int(size) for size in shape.split(",")]}
converter = tf.compat.v1.lite.TFLiteConverter.from_frozen_graph(graph, [feed], [fetch], input_shapes=shapes)
with open(file, "wb") as out:
    out.write(converter.convert())
