#include "input/files.h"

#include "support/text.h"
#include "support/utf8.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <optional>
#include <system_error>
#include <utility>

namespace cea::input {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string size_text(std::size_t bytes) {
  return fmt::format("{} MB", bytes >> 20U);
}

/// Everything up to one byte more than allowed; nothing and a message in `problem` when it can't be read.
std::optional<std::string> read_all(std::FILE* file, std::size_t most_bytes, std::string& problem) {
  std::string text;
  std::array<char, 1U << 16U> buffer{};
  while (text.size() <= most_bytes) {
    const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), file);
    text.append(buffer.data(), got);
    if (got < buffer.size()) break;
  }
  if (std::ferror(file) == 0) return text;
  problem = std::strerror(errno);
  return std::nullopt;
}

std::optional<std::string> read_path(const fs::path& path, std::size_t most_bytes, std::string& problem) {
  std::error_code error;
  if (fs::is_directory(path, error)) {
    problem = "it is a folder";
    return std::nullopt;
  }
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) {
    problem = std::strerror(errno);
    return std::nullopt;
  }
  auto text = read_all(file, most_bytes, problem);
  std::fclose(file);
  return text;
}

Span place(const std::shared_ptr<const SourceFile>& source, std::size_t offset) {
  const std::string_view before = std::string_view(source->text).substr(0, offset);
  const auto line = std::count(before.begin(), before.end(), '\n');
  const std::size_t start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  return {source, static_cast<int>(line) + 1, static_cast<int>(offset - start) + 1};
}

bool is_control_byte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\n' && c != '\r' && c != '\t') || byte == 0x7f;
}

std::size_t first_invalid(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const Utf8Character c = utf8_character(text, at);
    if (!c.valid) break;
    at += c.bytes;
  }
  return at;
}

bool check_text(const std::shared_ptr<const SourceFile>& source, Diagnostics& diagnostics) {
  const std::string& text = source->text;
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    diagnostics.error({source, 1, 1}, "this is UTF-16 text", "save the file as UTF-8");
    return false;
  }
  if (const std::size_t zero = text.find('\0'); zero != std::string::npos) {
    diagnostics.error(place(source, zero), "this is a binary file, not text", "save it as UTF-8 text");
    return false;
  }
  if (!is_valid_utf8(text)) {
    diagnostics.error(place(source, first_invalid(text)), "this isn't UTF-8 text", "save the file as UTF-8");
    return false;
  }
  const auto control = std::find_if(text.begin(), text.end(), is_control_byte);
  if (control == text.end()) return true;
  diagnostics.error(place(source, static_cast<std::size_t>(control - text.begin())),
                    fmt::format("a control character (0x{:02x})", static_cast<unsigned char>(*control)),
                    "remove it");
  return false;
}

bool lies_in(const fs::path& path, const fs::path& folder) {
  const auto [end, rest] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
  return end == folder.end() && rest != path.end();
}

std::optional<fs::path> resolve(const fs::path& path) {
  std::error_code error;
  const fs::path absolute = fs::absolute(path, error);
  if (error) return std::nullopt;
  fs::path resolved = fs::weakly_canonical(absolute, error);
  if (error) return std::nullopt;
  // `folder/.` and `folder/` resolve to a trailing empty part, which would match nothing.
  if (!resolved.has_filename()) resolved = resolved.parent_path();
  return resolved;
}

fs::path folder_of(const std::string& name) {
  const fs::path folder = fs::path(name).parent_path();
  return folder.empty() ? fs::path(".") : folder;
}

} // namespace

Files::Files(const std::string& scenario_name, const std::vector<std::string>& allowed_folders) {
  if (auto folder = resolve(folder_of(scenario_name))) folders_.push_back(*std::move(folder));
  for (const std::string& allowed : allowed_folders)
    if (auto folder = resolve(allowed)) folders_.push_back(*std::move(folder));
}

bool Files::allows(const fs::path& resolved) const {
  return std::any_of(folders_.begin(), folders_.end(),
                     [&](const fs::path& f) { return lies_in(resolved, f); });
}

std::shared_ptr<const SourceFile> Files::load(const std::string& name, const Span& at, std::size_t most_bytes,
                                              Diagnostics& diagnostics) {
  if (name.empty()) {
    diagnostics.error(at, "a file name is missing");
    return nullptr;
  }
  const fs::path folder = at.file ? folder_of(at.file->name) : fs::path(".");
  const fs::path path = (folder / name).lexically_normal();
  const auto resolved = resolve(folder / name);
  if (!resolved) {
    diagnostics.error(at, fmt::format("can't read `{}`: its folders can't be resolved", name));
    return nullptr;
  }
  if (!allows(*resolved)) {
    diagnostics.error(at, fmt::format("`{}` lies outside the scenario's folder", name),
                      "move it there, or allow its folder with `--allow-path DIR`");
    return nullptr;
  }
  if (const auto known = loaded_.find(*resolved); known != loaded_.end()) return known->second;
  return read(name, path, *resolved, at, most_bytes, diagnostics);
}

std::shared_ptr<const SourceFile> Files::read(const std::string& name, const fs::path& shown,
                                              const fs::path& resolved, const Span& at,
                                              std::size_t most_bytes, Diagnostics& diagnostics) {
  std::error_code error;
  if (fs::exists(resolved, error) && !fs::is_directory(resolved, error) &&
      !fs::is_regular_file(resolved, error)) {
    diagnostics.error(at, fmt::format("can't read `{}`: it isn't a regular file", name));
    return nullptr;
  }
  std::string problem;
  auto text = read_path(resolved, most_bytes, problem);
  if (!text || text->size() > most_bytes) {
    diagnostics.error(at,
                      text ? fmt::format("`{}` is larger than {}", name, size_text(most_bytes))
                           : fmt::format("can't read `{}`: {}", name, problem),
                      text ? "" : "files are looked for in the folder of the file that names them");
    return nullptr;
  }
  // A text with problems is kept as null, so that they are reported once.
  return loaded_[resolved] = make_source(shown.string(), *std::move(text), Hash::no, diagnostics);
}

std::shared_ptr<const SourceFile> load_named_file(const std::string& path, std::size_t most_bytes, Hash hash,
                                                  Diagnostics& diagnostics) {
  std::string problem;
  auto text = path == "-" ? read_all(stdin, most_bytes, problem) : read_path(path, most_bytes, problem);
  if (text && text->size() <= most_bytes)
    return make_source(path == "-" ? "<stdin>" : path, *std::move(text), hash, diagnostics);
  diagnostics.error({}, text ? fmt::format("`{}` is larger than {}", path, size_text(most_bytes))
                             : fmt::format("can't read `{}`: {}", path, problem));
  return nullptr;
}

std::shared_ptr<const SourceFile> make_source(std::string name, std::string text, Hash hash,
                                              Diagnostics& diagnostics) {
  auto source = std::make_shared<SourceFile>();
  source->name = std::move(name);
  if (hash == Hash::yes) source->sha256 = sha256_hex(text);
  if (text.starts_with(kByteOrderMark)) text.erase(0, kByteOrderMark.size());
  source->text = std::move(text);
  return check_text(source, diagnostics) ? source : nullptr;
}

} // namespace cea::input
