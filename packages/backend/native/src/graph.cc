#include "graph.h"

#include <memory>

#include "status.h"
#include "tensorflow/c/c_api.h"

namespace mma {
namespace {

struct Graph {
  std::unique_ptr<TF_Graph, void (*)(TF_Graph*)> graph{TF_NewGraph(), TF_DeleteGraph};
  std::vector<TF_Operation*> nodes;
};

Graph& readGraph(napi_env env, napi_value value) {
  void* graph = nullptr;
  check(env, napi_get_value_external(env, value, &graph));
  return *static_cast<Graph*>(graph);
}

TF_Output readOutput(napi_env env, const Graph& graph, napi_value value) {
  const auto node = static_cast<size_t>(readInt32(env, property(env, value, "node")));
  return {graph.nodes.at(node), readInt32(env, property(env, value, "index"))};
}

void addInput(napi_env env, const Graph& graph, TF_OperationDescription* description, napi_value input) {
  if (!isArray(env, input)) {
    TF_AddInput(description, readOutput(env, graph, input));
    return;
  }
  std::vector<TF_Output> outputs;
  const uint32_t count = arrayLength(env, input);
  for (uint32_t i = 0; i < count; ++i) outputs.push_back(readOutput(env, graph, element(env, input, i)));
  TF_AddInputList(description, outputs.data(), static_cast<int>(count));
}

napi_value describe(napi_env env, const Graph& graph, int32_t node, int32_t index) {
  const TF_Output output{graph.nodes.back(), index};
  Status status;
  const int rank = TF_GraphGetTensorNumDims(graph.graph.get(), output, status);
  status.check("reading a shape");
  napi_value shape;
  if (rank < 0) {
    check(env, napi_get_null(env, &shape));
  } else {
    std::vector<int64_t> sizes(static_cast<size_t>(rank));
    TF_GraphGetTensorShape(graph.graph.get(), output, sizes.data(), rank, status);
    status.check("reading a shape");
    shape = writeInt64s(env, sizes.data(), sizes.size());
  }
  napi_value result;
  check(env, napi_create_object(env, &result));
  setProperty(env, result, "node", writeInt32(env, node));
  setProperty(env, result, "index", writeInt32(env, index));
  setProperty(env, result, "dtype", writeInt32(env, TF_OperationOutputType(output)));
  setProperty(env, result, "shape", shape);
  return result;
}

}  // namespace

napi_value newGraph(napi_env env, napi_callback_info) {
  napi_value external;
  const auto finalize = [](napi_env, void* graph, void*) { delete static_cast<Graph*>(graph); };
  check(env, napi_create_external(env, new Graph(), finalize, nullptr, &external));
  return external;
}

napi_value addNode(napi_env env, napi_callback_info info) {
  const auto args = arguments(env, info, 5);
  Graph& graph = readGraph(env, args[0]);
  const std::string op = readString(env, args[1]);
  // Finishing takes it over, whether that succeeds or not: nothing may throw until then.
  std::vector<std::pair<std::string, std::string>> attributes(arrayLength(env, args[3]));
  for (uint32_t i = 0; i < attributes.size(); ++i) {
    const napi_value entry = element(env, args[3], i);
    attributes[i] = {readString(env, element(env, entry, 0)), readStringOrBytes(env, element(env, entry, 1))};
  }
  TF_OperationDescription* description =
      TF_NewOperation(graph.graph.get(), op.c_str(), readString(env, args[2]).c_str());
  const uint32_t inputCount = arrayLength(env, args[4]);
  for (uint32_t i = 0; i < inputCount; ++i) addInput(env, graph, description, element(env, args[4], i));
  Status refused;
  for (const auto& [name, value] : attributes) {
    if (TF_GetCode(refused) == TF_OK) {
      TF_SetAttrValueProto(description, name.c_str(), value.data(), value.size(), refused);
    }
  }
  Status status;
  TF_Operation* operation = TF_FinishOperation(description, status);
  refused.check(op);
  status.check(op);
  graph.nodes.push_back(operation);

  const int outputs = TF_OperationNumOutputs(operation);
  napi_value array;
  check(env, napi_create_array_with_length(env, static_cast<size_t>(outputs), &array));
  const auto node = static_cast<int32_t>(graph.nodes.size() - 1);
  for (int i = 0; i < outputs; ++i) setElement(env, array, static_cast<uint32_t>(i), describe(env, graph, node, i));
  return array;
}

}  // namespace mma
