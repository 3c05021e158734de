#pragma once

#include "input/reader.h"
#include "input/yaml.h"

#include <set>
#include <string>

namespace cea::input {

/// `base` with `patch` laid over it: maps are merged deeply, everything else replaced, and a written `null`
/// removes. At the top level `time.horizon` and `time.cycles` replace each other. Reports a removal of what
/// isn't there and keys without a value.
Node merged(const Node& base, const Node& patch, Context& context);

/// Follows `extends:` to the end: the file laid over the one that it extends. `folders` as in `Files`.
Node resolve_extends(Node root, Context& context);

} // namespace cea::input
