// Graphs that are never run: they tell the types and shapes of an op's outputs without computing them.
#pragma once

#include "js.h"

namespace mma {

napi_value newGraph(napi_env env, napi_callback_info info);  // () -> graph

// (graph, op, name, attributes: [name, serialized AttrValue][], inputs) -> [{ node, index, dtype, shape }]
// Each input is { node, index } as given before, or an array of them where the op's argument is a list. A size that cannot be
// known is -1; a shape of unknown rank is null.
napi_value addNode(napi_env env, napi_callback_info info);

}  // namespace mma
