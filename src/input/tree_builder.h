#pragma once

#include "input/yaml.h"

#include <yaml-cpp/anchor.h>
#include <yaml-cpp/emitterstyle.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/mark.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cea::input {

/// Thrown by the builder to stop yaml-cpp once a problem that makes the rest useless was reported.
struct StopParsing {};

/// Positions of a text's lines, to find what stands at a mark.
class LineIndex {
public:
  explicit LineIndex(const std::string& text);
  /// Offset of a 0-based line and column, clamped to the text.
  [[nodiscard]] std::size_t offset(int line, int column) const;
  [[nodiscard]] std::size_t lines() const { return starts_.size(); }
  /// The text of a 0-based line, without its end; empty outside the text.
  [[nodiscard]] std::string_view line(int line) const;

private:
  const std::string* text_;
  std::vector<std::size_t> starts_;
};

/// Builds the tree from yaml-cpp's events and reports what the language doesn't allow.
class TreeBuilder : public YAML::EventHandler {
public:
  TreeBuilder(std::shared_ptr<const SourceFile> source, const LineIndex& lines, Diagnostics& diagnostics);

  void OnDocumentStart(const YAML::Mark& mark) override;
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override;
  void OnSequenceEnd() override;
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override;
  void OnMapEnd() override;

  [[nodiscard]] std::optional<Node>& root() { return root_; }
  /// The innermost flow collection that is still open: where a missing bracket belongs.
  [[nodiscard]] std::optional<Span> open_bracket() const;
  [[nodiscard]] Span span(const YAML::Mark& mark) const;

private:
  struct Open {
    Node node;
    bool flow = false;
    std::optional<Node> key; ///< of a map: waits for its value
  };

  void check_properties(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor);
  void start(const YAML::Mark& mark, Node::Kind kind, YAML::EmitterStyle::value style);
  void count_node(const YAML::Mark& mark);
  void add(Node node);
  void add_key(Open& map, Node key);
  void finish();
  void check_quotes(std::size_t offset, const Span& at) const;
  [[nodiscard]] bool comment_follows(std::size_t offset, const std::string& value) const;
  [[nodiscard]] std::size_t offset(const YAML::Mark& mark) const;

  std::shared_ptr<const SourceFile> source_;
  const LineIndex* lines_;
  Diagnostics* diagnostics_;
  std::vector<Open> open_;
  std::optional<Node> root_;
  std::size_t nodes_ = 0;
};

} // namespace cea::input
