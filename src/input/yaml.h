#pragma once

#include "support/diagnostics.h"
#include "support/source.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cea::input {

struct Entry;

/// One piece of a YAML document, with its place. Texts are kept as written: nothing is turned into a
/// number or a truth value here, except that a plain `null` or `~` is null.
struct Node {
  enum class Kind { null, scalar, sequence, map };

  Kind kind = Kind::null;
  std::string text;           ///< of a scalar
  bool quoted = false;        ///< a scalar in quotes, or a block scalar
  bool commented = false;     ///< a plain scalar with ` #…` directly behind it
  bool written_null = false;  ///< `null` or `~` stands there, rather than nothing
  Span span;                  ///< of the first character; inside the quotes of a quoted scalar
  std::vector<Node> items;    ///< of a sequence
  std::vector<Entry> entries; ///< of a map, in file order, keys unique

  [[nodiscard]] bool is_null() const { return kind == Kind::null; }
  [[nodiscard]] bool is_scalar() const { return kind == Kind::scalar; }
  [[nodiscard]] bool is_sequence() const { return kind == Kind::sequence; }
  [[nodiscard]] bool is_map() const { return kind == Kind::map; }
  /// The value of a key of a map, or null.
  [[nodiscard]] const Node* find(std::string_view key) const;
};

struct Entry {
  std::string key;
  Span key_span;
  Node value;
};

/// Whether two nodes say the same; order of keys and places don't matter.
bool same_content(const Node& a, const Node& b);

/// Parses one YAML document whose top is a map.
///
/// Refused with a diagnostic: syntax errors, a second document, duplicate keys, keys that aren't text,
/// anchors, aliases, merge keys, tags, quotes and brackets that aren't closed, nesting deeper than
/// `kDeepestYaml`, more than `kMostYamlNodes` nodes, and formulas that YAML split at a comma.
/// Null when nothing usable could be read; otherwise what remains is worth checking further.
std::optional<Node> parse_yaml(const std::shared_ptr<const SourceFile>& source, Diagnostics& diagnostics);

} // namespace cea::input
