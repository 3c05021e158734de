#include "report/sensitivity_tables.h"

namespace cea::report {

const char* verify_status(VerifyCheck::Status status) {
  switch (status) {
  case VerifyCheck::Status::pass:
    return "pass";
  case VerifyCheck::Status::fail:
    return "fail";
  case VerifyCheck::Status::not_applicable:
    break;
  }
  return "not_applicable";
}

std::vector<Table> verify_tables(const TableContext& context) {
  const VerifyResult& r = *context.results.verify;
  Table table;
  table.title = "Verification";
  table.columns = {left("Test"), left("Changed"), left("Expected"), left("Observed"), left("Result")};
  std::size_t passed = 0, failed = 0;
  for (const VerifyCheck& c : r.checks) {
    passed += c.status == VerifyCheck::Status::pass ? 1 : 0;
    failed += c.status == VerifyCheck::Status::fail ? 1 : 0;
    const bool applies = c.status != VerifyCheck::Status::not_applicable;
    table.rows.push_back(
        {text_cell(c.id), text_cell(c.changed), text_cell(c.expected),
         text_cell(applies || context.is_data() ? c.observed : "doesn't apply: " + c.observed),
         text_cell(context.is_data() || applies ? verify_status(c.status) : "-")});
  }
  table.notes.push_back(
      fmt::format("{} passed, {} failed, {} don't apply. {} samples behind the probabilistic tests.", passed,
                  failed, r.checks.size() - passed - failed, r.samples));
  return {table};
}

} // namespace cea::report
