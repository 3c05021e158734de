#include "input/merge.h"

#include "input/limits.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

namespace cea::input {

namespace {

void erase_key(Node& map, std::string_view key) {
  std::erase_if(map.entries, [&](const Entry& entry) { return entry.key == key; });
}

/// Lays the entries of one map over another, by an index because maps of parameters may be long.
class MapMerger {
public:
  MapMerger(Node& base, Context& context)
      : base_(&base), context_(&context), removed_(base.entries.size(), false) {
    for (std::size_t i = 0; i < base.entries.size(); ++i)
      index_.emplace(base.entries[i].key, i);
  }

  void apply(const Node& patch) {
    std::vector<Entry> added;
    for (const Entry& entry : patch.entries) {
      const auto at = index_.find(entry.key);
      if (at == index_.end())
        add(entry, added);
      else
        replace(entry, at->second);
    }
    std::vector<Entry> kept;
    for (std::size_t i = 0; i < base_->entries.size(); ++i)
      if (!removed_[i]) kept.push_back(std::move(base_->entries[i]));
    std::move(added.begin(), added.end(), std::back_inserter(kept));
    base_->entries = std::move(kept);
  }

private:
  void add(const Entry& entry, std::vector<Entry>& added) {
    if (!entry.value.is_null()) {
      added.push_back(entry);
    } else if (entry.value.written_null) {
      std::vector<std::string> keys;
      for (const Entry& known : base_->entries)
        keys.push_back(known.key);
      context_->diagnostics.error(entry.key_span, fmt::format("there is no `{}` to remove", entry.key),
                                  suggestion(entry.key, keys));
    } else {
      report_empty(entry);
    }
  }

  void replace(const Entry& entry, std::size_t at) {
    Entry& known = base_->entries[at];
    if (entry.value.is_null()) {
      removed_[at] = entry.value.written_null;
      if (!entry.value.written_null) report_empty(entry);
    } else if (entry.value.is_map() && known.value.is_map()) {
      MapMerger(known.value, *context_).apply(entry.value);
    } else {
      known = entry;
    }
  }

  void report_empty(const Entry& entry) {
    context_->diagnostics.error(entry.key_span, fmt::format("`{}` has no value", entry.key),
                                "write a value, or `null` to remove what the base case says");
  }

  Node* base_;
  Context* context_;
  std::vector<bool> removed_;
  std::unordered_map<std::string, std::size_t> index_;
};

bool gives(const Node& time, std::string_view key) {
  const Node* value = time.find(key);
  return value != nullptr && !value->is_null();
}

/// A horizon and a number of cycles say the same thing in two ways: one replaces the other.
void make_room_for_horizon(Node& base, const Node& patch) {
  const Node* patch_time = patch.find("time");
  const auto time =
      std::find_if(base.entries.begin(), base.entries.end(), [](const Entry& e) { return e.key == "time"; });
  if (patch_time == nullptr || !patch_time->is_map() || time == base.entries.end()) return;
  if (patch_time->find("cycles") == nullptr && gives(*patch_time, "horizon"))
    erase_key(time->value, "cycles");
  if (patch_time->find("horizon") == nullptr && gives(*patch_time, "cycles"))
    erase_key(time->value, "horizon");
}

} // namespace

Node merged(const Node& base, const Node& patch, Context& context) {
  Node result = base;
  make_room_for_horizon(result, patch);
  MapMerger(result, context).apply(patch);
  return result;
}

Node resolve_extends(Node root, Context& context) {
  std::set<const SourceFile*> seen = {root.span.file.get()};
  std::vector<Node> chain;
  while (const Node* extends = root.find("extends")) {
    const Node reference = *extends;
    erase_key(root, "extends");
    chain.push_back(std::move(root));
    root = Node{};
    root.kind = Node::Kind::map;
    const std::string name = read_text(reference, "`extends`", context);
    if (name.empty()) break;
    const auto source = context.files.load(name, reference.span, kMostYamlBytes, context.diagnostics);
    if (!source) break;
    if (!seen.insert(source.get()).second || chain.size() > kLongestExtends) {
      context.diagnostics.error(reference.span,
                                chain.size() > kLongestExtends
                                    ? fmt::format("more than {} files extend each other", kLongestExtends)
                                    : fmt::format("'{}' extends itself", name));
      break;
    }
    auto parsed = parse_yaml(source, context.diagnostics);
    if (!parsed) break;
    root = *std::move(parsed);
  }
  if (chain.empty()) return root;
  for (; !chain.empty(); chain.pop_back())
    root = root.entries.empty() ? chain.back() : merged(root, chain.back(), context);
  return root;
}

} // namespace cea::input
