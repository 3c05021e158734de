#include "cli/partial_check.h"

#include "engine/compile.h"

#include <algorithm>
#include <cctype>

namespace cea::cli {

namespace {

bool at_known_place(const Diagnostic& d, const Diagnostics& found) {
  return std::any_of(found.all().begin(), found.all().end(), [&](const Diagnostic& known) {
    return known.severity == Severity::error && known.span.file == d.span.file &&
           known.span.line == d.span.line && known.span.column == d.span.column;
  });
}

/// `p_stop` of "the name 'p_stop.low' isn't defined"; empty for other messages.
std::string undefined_name(const std::string& message) {
  if (!message.ends_with("' isn't defined")) return "";
  const std::size_t begin = message.find('\'') + 1;
  return message.substr(begin, message.find_first_of(".'", begin) - begin);
}

/// Whether `name:` stands somewhere in the text.
bool has_key(const std::string& text, const std::string& name) {
  const auto in_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
  const std::string key = name + ":";
  for (std::size_t at = text.find(key); at != std::string::npos; at = text.find(key, at + 1))
    if (at == 0 || !in_word(text[at - 1])) return true;
  return false;
}

bool may_be_left_out(const std::string& name, const Diagnostic& d, const Diagnostics& found) {
  if (d.span.file && has_key(d.span.file->text, name)) return true;
  return std::any_of(found.all().begin(), found.all().end(), [&](const Diagnostic& known) {
    return known.span.file && has_key(known.span.file->text, name);
  });
}

bool stands_alone(const Diagnostic& d, const Diagnostics& found) {
  if (d.severity != Severity::error || !d.span.file || at_known_place(d, found)) return false;
  if (d.message.find(" sum") != std::string::npos) return false;
  const std::string name = undefined_name(d.message);
  return name.empty() || !may_be_left_out(name, d, found);
}

} // namespace

void check_what_was_read(const std::shared_ptr<const Scenario>& scenario,
                         const std::vector<SetEntry>& overrides, Diagnostics& found) {
  Diagnostics more;
  try {
    compile(scenario, {.detail = Detail::totals, .keep_trace = false, .overrides = overrides, .varied = {}},
            more);
  } catch (const std::exception&) {
    return; // too little was read
  }
  const Diagnostics known = found;
  for (const Diagnostic& d : more.all())
    if (stands_alone(d, known)) found.error(d.span, d.message, d.hint);
}

} // namespace cea::cli
