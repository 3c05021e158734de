#pragma once

#include "report/document.h"

#include <nlohmann/json.hpp>

namespace cea::report {

/// HTML of a document's blocks, and what the page's script needs for them.
class HtmlBlocks {
public:
  explicit HtmlBlocks(const Document& document) : document_(document) {}

  std::string operator()(const Paragraph& paragraph);
  std::string operator()(const Subheading& heading);
  std::string operator()(const BulletList& list);
  std::string operator()(const ReportTable& table);
  std::string operator()(const Figure& figure);
  std::string operator()(const Listing& listing);

  /// `texts`: by element, a text a point of the thresholds (forms and their numbers); `tables`: by element,
  /// cells a point; `figures`.
  [[nodiscard]] const nlohmann::ordered_json& data() const { return data_; }

private:
  [[nodiscard]] std::string table_id(const ReportTable& table) const { return "table-" + table.id; }
  std::string live_text(const std::string& tag, const std::string& attributes, const std::string& text,
                        const std::vector<std::string>& at_threshold);

  const Document& document_;
  nlohmann::ordered_json data_ = {{"texts", nlohmann::ordered_json::object()},
                                  {"tables", nlohmann::ordered_json::object()},
                                  {"figures", nlohmann::ordered_json::object()}};
  int live_ = 0;
};

} // namespace cea::report
