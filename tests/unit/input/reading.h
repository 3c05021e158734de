#pragma once

#include "input/read.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace cea::test {

/// What reading a text gave.
struct Reading {
  std::optional<ScenarioFile> file;
  Diagnostics diagnostics;

  [[nodiscard]] const Scenario& base() const {
    REQUIRE(file);
    REQUIRE(file->base);
    return *file->base;
  }
};

Reading read(const std::string& text, const ReadOptions& options = {}, const std::string& name = "test.yaml");
Reading read_path(const std::string& path, const ReadOptions& options = {});

/// A small correct scenario with sections replaced; an empty text leaves a section out. Every section starts
/// on a line of its own, in the order of `kSections`.
std::string scenario(const std::map<std::string, std::string>& sections);

/// All errors as `line:column: message`, a line each; warnings with `warning: ` in front.
std::string problems(const Diagnostics& diagnostics);
/// Only the errors.
std::string errors(const Diagnostics& diagnostics);
/// The hints of all errors, a line each.
std::string hints(const Diagnostics& diagnostics);

const HealthState& state(const Scenario& scenario, const std::string& id);
const Strategy& strategy(const Scenario& scenario, const std::string& id);
StateIndex index_of(const Scenario& scenario, const std::string& id);
/// `well -> sick: p`, of one strategy; empty where there is no such entry.
std::string move(const Scenario& scenario, const std::string& strategy, const std::string& from,
                 const std::string& to);

/// A folder that goes away with the test.
class Folder {
public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  void write(const std::string& name, const std::string& text) const;
  [[nodiscard]] std::string path(const std::string& name) const { return (path_ / name).string(); }
  [[nodiscard]] const std::filesystem::path& root() const { return path_; }

private:
  std::filesystem::path path_;
};

} // namespace cea::test
