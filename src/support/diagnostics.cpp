#include "support/diagnostics.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include <fmt/format.h>

namespace cea {

namespace {

bool same(const Diagnostic& a, const Diagnostic& b) {
  const auto key = [](const Diagnostic& d) {
    return std::tie(d.severity, d.span.line, d.span.column, d.span.file, d.message);
  };
  return key(a) == key(b);
}

using File = std::shared_ptr<const SourceFile>;

std::size_t order_of(const File& file, std::vector<File>& files) {
  const auto found = std::find(files.begin(), files.end(), file);
  if (found != files.end()) return static_cast<std::size_t>(found - files.begin());
  files.push_back(file);
  return files.size() - 1;
}

} // namespace

void Diagnostics::error(Span span, std::string message, std::string hint) {
  add({Severity::error, std::move(span), std::move(message), std::move(hint)});
}

void Diagnostics::warning(Span span, std::string message, std::string hint) {
  add({Severity::warning, std::move(span), std::move(message), std::move(hint)});
}

void Diagnostics::append(const Diagnostics& found) {
  for (const Diagnostic& d : found.all_)
    add(d);
}

void Diagnostics::add(Diagnostic d) {
  if (std::any_of(all_.begin(), all_.end(), [&](const Diagnostic& other) { return same(d, other); })) return;
  if (d.severity == Severity::error && ++errors_ > kMostErrors) return;
  all_.push_back(std::move(d));
}

std::vector<Diagnostic> Diagnostics::sorted() const {
  using Key = std::tuple<std::size_t, int, int>;
  std::vector<File> files;
  std::vector<std::pair<Key, const Diagnostic*>> order;
  for (const Diagnostic& d : all_)
    order.push_back({{order_of(d.span.file, files), d.span.line, d.span.column}, &d});
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<Diagnostic> out;
  for (const auto& [key, d] : order)
    out.push_back(*d);
  return out;
}

InputError::InputError(Diagnostics diagnostics)
    : std::runtime_error(render(diagnostics)), diagnostics_(std::move(diagnostics)) {}

ModelError::ModelError(Span span, std::string message, std::string hint)
    : std::runtime_error(message), diagnostic_{Severity::error, std::move(span), std::move(message),
                                               std::move(hint)} {}

std::string render(const Diagnostics& diagnostics, bool color) {
  std::string out;
  std::size_t shown = 0;
  for (const Diagnostic& d : diagnostics.sorted()) {
    out += render(d, color);
    if (d.severity == Severity::error) ++shown;
  }
  const std::size_t more = diagnostics.error_count() - shown;
  if (more > 0) out += fmt::format("{} more error{} not shown\n", more, more == 1 ? "" : "s");
  return out;
}

} // namespace cea
