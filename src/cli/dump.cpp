#include "cli/dump.h"

#include "cli/output.h"
#include "support/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace cea::cli {

namespace {

struct Columns {
  std::vector<std::string> names;
  std::vector<const std::vector<double>*> values;

  void add(const std::string& name, const std::vector<double>& column) {
    std::string unique = name;
    for (int i = 2; std::find(names.begin(), names.end(), unique) != names.end(); ++i)
      unique = fmt::format("{}.{}", name, i);
    names.push_back(std::move(unique));
    values.push_back(&column);
  }
};

Columns columns_of(const PsaSamples& samples, const std::string& effect,
                   const std::set<std::string>& hidden) {
  Columns columns;
  const char* const prefix = effect == "qaly" ? "qaly" : "effect";
  for (std::size_t s = 0; s < samples.strategies.size(); ++s) {
    columns.add("cost." + samples.strategies[s], samples.costs[s]);
    columns.add(fmt::format("{}.{}", prefix, samples.strategies[s]), samples.effects[s]);
  }
  for (std::size_t p = 0; p < samples.parameters.size(); ++p)
    if (!hidden.contains(samples.parameters[p])) columns.add(samples.parameters[p], samples.values[p]);
  return columns;
}

} // namespace

void write_samples(const std::string& path, const PsaSamples& samples, const std::string& effect,
                   const std::set<std::string>& hidden) {
  constexpr std::size_t kChunk = 1U << 20U;
  const Columns columns = columns_of(samples, effect, hidden);
  OutputFile file(path);
  std::string text = "sim," + join(columns.names, ",") + "\n";
  const std::size_t rows = samples.costs.front().size();
  for (std::size_t row = 0; row < rows; ++row) {
    text += std::to_string(row + 1);
    for (const std::vector<double>* column : columns.values)
      text.append(1, ',').append(shortest((*column)[row]));
    text += '\n';
    if (text.size() < kChunk) continue;
    file.write(text);
    text.clear();
  }
  file.write(text);
  file.finish();
}

} // namespace cea::cli
