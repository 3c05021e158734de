#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cea::cli {

/// A key of a mapping in a scenario file.
///
/// `shape` says what may stand there, as alternatives between `|`: `text`, `formula` (a number, or text that
/// is one), `whole`, `flag`, `null`, `=word` for one certain word, `@name` for a mapping of the table, and
/// `[shape]` and `{shape}` for a list and a map of ids (of one shape, in further brackets if need be).
struct SchemaKey {
  std::string_view name; ///< empty: any other key, such as an id
  std::string_view shape;
  std::string_view help{};
};

struct SchemaMapping {
  std::string_view name; ///< `scenario` is the file itself
  std::vector<SchemaKey> keys;
};

/// Every mapping of the language with its keys.
std::span<const SchemaMapping> schema_mappings();

/// The language as a JSON Schema (draft 2020-12), for editors. It knows keys and kinds of values; what `cea
/// check` says of formulas, names and numbers is beyond it. Every value may be `null`, which removes
/// something in files that extend others and in scenarios.
std::string scenario_schema();

} // namespace cea::cli
