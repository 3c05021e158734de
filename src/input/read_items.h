#pragma once

#include "input/state_space.h"
#include "model/items.h"

#include <optional>
#include <string>
#include <vector>

namespace cea::input {

/// An item with the text it came from, so that two can be compared.
struct ReadItem {
  Item item;
  const Node* node = nullptr;
};

struct ItemContext {
  const StateSpace& space;
  const std::vector<std::string>& clocks;
};

/// Reads `costs:` or `effects:`, of the top level or a strategy; `section` names it in messages.
std::vector<ReadItem> read_items(const Node* node, const std::string& section, const ItemContext& model,
                                 Context& context);

/// `a to b`, `from a`, each perhaps behind the name of a clock.
std::optional<Item::Window> read_window(const Node& node, const std::vector<std::string>& clocks,
                                        Context& context);

} // namespace cea::input
