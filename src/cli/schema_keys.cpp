// The keys of the scenario language, for `cea schema`. A test holds them against the reader and the examples.
#include "cli/schema.h"

namespace cea::cli {

namespace {

constexpr std::string_view kSource = "where it comes from";
constexpr std::string_view kStates = "text|[text]";

const std::vector<SchemaMapping>& all_mappings();

/// Keys of a scenario analysis and of a file: sections.
std::vector<SchemaKey> sections() {
  return {
      {"title", "text"},
      {"question", "text"},
      {"setting", "@setting"},
      {"time", "@time", "cycle length, horizon, starting age, cycle correction"},
      {"discounting", "@discounting", "rates for costs and effects; there is no default"},
      {"willingness_to_pay", "formula|[formula]", "thresholds; the first is used where one is needed"},
      {"price_index", "@price_index"},
      {"tables", "{@table}", "look-up tables, as name.column(x)"},
      {"curves", "{@curve}", "survival curves"},
      {"partitioned_survival", "@partitioned_survival"},
      {"parameters", "{formula|@parameter|@family}", "every number with its uncertainty and source"},
      {"joint", "[@joint]", "parameters drawn together"},
      {"correlation", "[@correlation]", "a Gaussian copula over parameters' own distributions"},
      {"states", "@states", "the health states"},
      {"clocks", "{@clock}", "time since entering a set of states"},
      {"start", "{formula}", "shares of the cohort; one may be `rest`"},
      {"mortality", "formula|{formula}", "probability of dying per cycle, applied first"},
      {"transitions", "{{formula}}", "probabilities per cycle; what is left over stays"},
      {"transition_rates", "{{formula}}", "yearly rates of a continuous-time process"},
      {"matrix", "@file"},
      {"tree", "@tree", "a decision tree, alone or in front of the states"},
      {"costs", "{@item}", "cost items of all strategies"},
      {"effects", "{@item}", "effect items of all strategies, in QALYs"},
      {"effect", "text", "the outcome that ICERs use"},
      {"outcomes", "{@outcome}"},
      {"strategies", "{@strategy}", "what is compared; the first is the pairwise comparator"},
      {"subgroups", "@subgroups", "parts of the population with their weights"},
      {"analyses", "@analyses"},
  };
}

SchemaMapping with(std::string_view name, std::vector<SchemaKey> keys, std::vector<SchemaKey> more) {
  keys.insert(keys.end(), more.begin(), more.end());
  return {name, std::move(keys)};
}

std::vector<SchemaKey> item_keys() {
  return {
      {"category", "text", "for tables: drug, care, monitoring …"},
      {"perspective", "text|[text]", "counted when the setting takes one of these"},
      {"in", kStates, "a state, a list of states, a pattern or `alive`"},
      {"per_year", "formula", "amount per year of membership"},
      {"per_cycle", "formula"},
      {"rate", "formula", "events per year"},
      {"each", "formula", "amount per event, move or dose"},
      {"utility_loss", "formula", "of an event, a date or a dose, with `for`"},
      {"for", "formula", "duration of the loss"},
      {"transition", "text", "a move, as a -> b"},
      {"entering", kStates},
      {"leaving", kStates},
      {"including_start", "flag", "the starting cohort counts as entering"},
      {"following", "text", "doses along a curve of time on treatment"},
      {"every", "formula", "time between doses"},
      {"once", "formula", "an amount at a date"},
      {"at", "formula|[formula]", "dates, or start, middle or end of a move's cycle"},
      {"then_every", "formula"},
      {"during", "text", "a window: 0 to 2 years, from 5 years, clock 0 to 2 years"},
      {"when", "formula", "a condition"},
      {"discount", "formula", "none, or a rate of its own"},
      {"cycle_correction", "text|@weights"},
  };
}

std::vector<SchemaMapping> settings() {
  return {
      {"setting",
       {{"country", "text"},
        {"perspective", "text|[text]"},
        {"currency", "text"},
        {"price_year", "whole"},
        {"start_year", "whole"},
        {"locale", "text"}}},
      {"time",
       {{"cycle_length", "formula", "as 1 year, 6 months, 4 weeks"},
        {"horizon", "formula"},
        {"cycles", "formula"},
        {"start_age", "formula"},
        {"cycle_correction", "text|@corrections|@weights"},
        {"days_per_year", "formula"}}},
      {"weights", {{"weights", "formula", "of rows, a formula of `cycle`"}, {"moves", "=weighted"}}},
      {"corrections", {{"costs", "text|@weights"}, {"effects", "text|@weights"}}},
      {"discounting",
       {{"costs", "formula|{formula}", "a rate, or rates by the time from which they hold"},
        {"effects", "formula|{formula}"},
        {"compounding", "=annual|=per_cycle|=continuous|@per_kind"},
        {"at", "=start|=middle|=end|@per_kind"},
        {"granularity", "=cycle|=year|@per_kind"},
        {"first_year", "=undiscounted|=discounted|@per_kind"}}},
      {"per_kind", {{"costs", "text"}, {"effects", "text"}}},
      {"price_index", {{"source", "text", kSource}, {"", "formula"}}},
      {"file", {{"file", "text", "a CSV file in the scenario's folder"}}},
      {"table",
       {{"quantity", "text", "the columns' unit"},
        {"key", "text|[text]", "the column to look up by, or two"},
        {"between", "=step|=linear|=loglinear"},
        {"rows", "{[formula]}", "columns by name"},
        {"file", "text"},
        {"covers", "formula", "what a row's figure spans"},
        {"beyond", "=hold|=error"},
        {"label", "text"},
        {"source", "text", kSource},
        {"quality", "text"},
        {"note", "text"}}},
  };
}

std::vector<SchemaMapping> uncertainty() {
  return {
      {"parameter",
       {{"value", "formula"},
        {"distribution", "text", "as gamma(mean=0.4, se=0.05)"},
        {"low", "formula"},
        {"high", "formula"},
        {"unit", "text"},
        {"label", "text"},
        {"source", "text", kSource},
        {"quality", "text", "P read, M recalled, D derived, A assumption"},
        {"note", "text"},
        {"section", "text"},
        {"bounds", "[formula]"},
        {"confidential", "flag"},
        {"index", "=none"}}},
      {"family", {{"", "formula|@parameter"}}},
      {"joint",
       {{"parameters", "[text]"},
        {"distribution", "=dirichlet|=multivariate_normal|=multivariate_lognormal|=empirical"},
        {"counts", "[formula]|text|@file"},
        {"mean", "[formula]|text|@file"},
        {"covariance", "[[formula]]|text|@file"},
        {"se", "[formula]|text|@file"},
        {"sd", "[formula]|text|@file"},
        {"correlation", "formula|[[formula]]|@file"},
        {"file", "text"}}},
      {"correlation",
       {{"between", "[text]"},
        {"value", "formula"},
        {"matrix", "[[formula]]|text|@file"},
        {"label", "text"},
        {"source", "text", kSource},
        {"quality", "text"},
        {"note", "text"}}},
      {"set_entry", {{"value", "formula"}, {"distribution", "text"}, {"unit", "text"}}},
  };
}

std::vector<SchemaMapping> structure() {
  return {
      {"states", {{"layers", "{[text]}"}, {"", "@state"}}},
      {"state",
       {{"label", "text"},
        {"alive", "flag"},
        {"absorbing", "flag", "a living state whose only exit is mortality"},
        {"cost", "formula", "per year"},
        {"utility", "formula", "per year"},
        {"limit", "formula", "longest stay, as 10 cycles"}}},
      {"clock", {{"in", kStates}}},
      {"curve",
       {{"distribution", "text", "as weibull(shape=1.2, scale=3)"},
        {"from", "text", "another curve, or the age from which a life table is read"},
        {"kaplan_meier", "text|@kaplan_meier"},
        {"spline", "text"},
        {"life_table", "text"},
        {"mix", "{formula}"},
        {"then", "@join"},
        {"cure", "@cure"},
        {"acceleration_factor", "formula"},
        {"hazard_ratio", "formula"},
        {"wane", "@wane"},
        {"background", "@background"},
        {"label", "text"},
        {"source", "text", kSource},
        {"quality", "text"},
        {"note", "text"}}},
      {"kaplan_meier", {{"file", "text"}, {"time", "=years|=months|=weeks|=days"}}},
      {"join", {{"at", "formula"}, {"distribution", "text"}}},
      {"cure", {{"fraction", "formula"}}},
      {"wane", {{"from", "formula"}, {"until", "formula"}, {"to", "text"}}},
      {"background", {{"rate", "formula"}, {"combine", "=max|=add"}}},
      {"partitioned_survival", {{"states", "{formula}"}, {"crossing", "=error|=clamp"}}},
      {"tree",
       {{"duration", "formula"},
        {"label", "text"},
        {"cost", "formula"},
        {"costs", "{formula}"},
        {"effects", "{formula}"},
        {"branches", "{@branch}"},
        {"to", "text"}}},
      {"branch",
       {{"probability", "formula", "given the branches before it; `rest` for one of them"},
        {"label", "text"},
        {"cost", "formula"},
        {"costs", "{formula}"},
        {"effects", "{formula}"},
        {"branches", "{@branch}"},
        {"to", "text"}}},
  };
}

std::vector<SchemaMapping> comparison() {
  return {
      {"item", item_keys()},
      with("outcome", item_keys(),
           {{"label", "text"}, {"better", "=more|=fewer"}, {"discounting", "formula|{formula}"}}),
      {"strategy",
       {{"label", "text"},
        {"set", "@set"},
        {"costs", "{@item}"},
        {"effects", "{@item}"},
        {"transitions", "{{formula}}"},
        {"transition_rates", "{{formula}}"},
        {"mortality", "formula|{formula}"},
        {"start", "{formula}"},
        {"curves", "{text|@curve}"},
        {"tree", "=none|@tree", "in place of the file's, or none"},
        {"combines", "text|[text]", "all settings and items of several"},
        {"comparator", "text"},
        {"subgroups", "{@both}", "what holds in one subgroup"}}},
      {"set", {{"", "formula|@set_entry", "replaces a parameter; its own name means its previous value"}}},
      {"both", {{"set", "@set"}}},
      {"subgroups",
       {{"from", "text|@subgroup", "a CSV file with a row a subgroup"},
        {"id", "text|@subgroup"},
        {"weight", "formula|@subgroup"},
        {"label", "text|@subgroup"},
        {"set", "{formula|@set_entry}"},
        {"", "@subgroup"}}},
      {"subgroup",
       {{"label", "text"},
        {"weight", "formula", "share or number of people"},
        {"set", "@set"},
        {"note", "text"}}},
      with("variant", sections(),
           {{"label", "text"},
            {"set", "{formula|[formula]|@set_entry}", "a list makes one scenario a value"}}),
      {"validation",
       {{"quantity", "formula", "as in(remission) / in(alive)"},
        {"strategy", "text"},
        {"scenario", "text"},
        {"subgroup", "text"},
        {"at", "formula"},
        {"observed", "formula"},
        {"low", "formula"},
        {"high", "formula"},
        {"n", "formula"},
        {"label", "text"},
        {"source", "text", kSource},
        {"note", "text"}}},
  };
}

std::vector<SchemaMapping> analyses() {
  return {
      {"analyses",
       {{"headline", "=deterministic|=probabilistic"},
        {"wtp", "formula|[formula]"},
        {"psa", "@psa", "probabilistic sensitivity analysis"},
        {"owsa", "@owsa", "one-way analysis"},
        {"twsa", "@twsa|[@twsa]", "two-way analysis"},
        {"threshold", "@threshold|[@threshold]"},
        {"evppi", "@evppi"},
        {"evsi", "{@trial}"},
        {"population", "@population"},
        {"budget_impact", "@budget_impact"},
        {"equity", "@equity", "distributional view over subgroups"}}},
      {"psa",
       {{"samples", "whole"},
        {"seed", "whole"},
        {"design", "=random|=latin_hypercube"},
        {"inputs", "text", "a CSV file whose rows are the samples"},
        {"invalid", "=error|=drop"}}},
      {"owsa",
       {{"strategy", "text"},
        {"comparator", "text"},
        {"parameters", "text|[text]", "all, or a list"},
        {"groups", "{[text]}", "parameters that move together"},
        {"probabilistic", "flag"},
        {"quantiles", "[formula]"}}},
      {"twsa", {{"parameters", "[text]"}, {"points", "whole|[whole]"}, {"ranges", "{[formula]}"}}},
      {"threshold",
       {{"parameter", "text"},
        {"strategy", "text"},
        {"comparator", "text"},
        {"wtp", "formula|[formula]"},
        {"icer", "formula"},
        {"outcome", "text"},
        {"range", "[formula]"},
        {"probabilistic", "flag"}}},
      {"equity",
       {{"strategy", "text"},
        {"comparator", "text"},
        {"baseline", "{formula}", "health without the decision, by subgroup"},
        {"burden", "{formula}", "share of the opportunity cost, by subgroup"},
        {"aversion", "formula|[formula]"},
        {"wtp", "formula"}}},
      {"evppi", {{"parameters", "text|[text]"}, {"groups", "{[text]}"}}},
      {"trial", {{"parameter", "text"}, {"data", "text"}, {"sizes", "[formula]"}, {"cost", "formula"}}},
      {"population", {{"", "formula"}}},
  };
}

std::vector<SchemaMapping> budget() {
  return {
      {"budget_impact",
       {{"members", "formula", "of the plan"},
        {"eligible", "@eligible"},
        {"years", "whole"},
        {"uptake", "{formula|[formula]}", "shares of the year's incident patients, by strategy and year"},
        {"uptake_of_prevalent", "{formula|[formula]}"},
        {"displaces", "text|[text]|{formula|[formula]}"},
        {"without", "{formula|[formula]}"},
        {"with", "{formula|[formula]}"},
        {"price_factors", "{formula|[formula]}", "by parameter and year"},
        {"programme", "@programme"},
        {"categories", "text|[text]"}}},
      {"eligible", {{"prevalent", "formula|[formula]"}, {"incident_per_year", "formula|[formula]"}}},
      {"programme", {{"set_up", "formula|[formula]"}, {"per_entrant", "formula|[formula]"}}},
  };
}

const std::vector<SchemaMapping>& all_mappings() {
  static const std::vector<SchemaMapping> all = [] {
    std::vector<SchemaMapping> list = {
        with("scenario",
             {{"cea", "whole", "format version, 1"}, {"extends", "text", "another file to start from"}},
             sections())};
    list.front().keys.push_back({"scenarios", "{@variant}", "the file with some of it replaced"});
    list.front().keys.push_back({"validation", "[@validation]", "the trace against observed figures"});
    for (const auto& part : {settings(), uncertainty(), structure(), comparison(), analyses(), budget()})
      list.insert(list.end(), part.begin(), part.end());
    return list;
  }();
  return all;
}

} // namespace

std::span<const SchemaMapping> schema_mappings() {
  return all_mappings();
}

} // namespace cea::cli
