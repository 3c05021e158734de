#include "input/read_items.h"

#include "input/sections.h"
#include "support/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace cea::input {

namespace {

const std::vector<std::string>& item_keys() {
  static const std::vector<std::string> keys = {"category",
                                                "perspective",
                                                "in",
                                                "per_year",
                                                "per_cycle",
                                                "rate",
                                                "each",
                                                "utility_loss",
                                                "for",
                                                "transition",
                                                "entering",
                                                "leaving",
                                                "including_start",
                                                "once",
                                                "at",
                                                "then_every",
                                                "following",
                                                "every",
                                                "during",
                                                "when",
                                                "discount",
                                                "cycle_correction"};
  return keys;
}

/// Which keys go with which kind of item, besides those that go with all.
constexpr std::array<std::string_view, 5> kWhileInKeys = {"in", "per_year", "per_cycle", "cycle_correction",
                                                          ""};
constexpr std::array<std::string_view, 6> kEventKeys = {"in",           "rate", "each",
                                                        "utility_loss", "for",  "cycle_correction"};
constexpr std::array<std::string_view, 9> kMoveKeys = {
    "transition",      "entering", "leaving",         "each", "utility_loss", "for",
    "including_start", "at",       "cycle_correction"};
constexpr std::array<std::string_view, 6> kOnceKeys = {"once",       "in",           "at",
                                                       "then_every", "utility_loss", "for"};
constexpr std::array<std::string_view, 5> kFollowingKeys = {"following", "each", "every", "utility_loss",
                                                            "for"};
constexpr std::array<std::string_view, 5> kCommonKeys = {"category", "perspective", "during", "when",
                                                         "discount"};

template <typename Keys> bool contains(const Keys& keys, std::string_view key) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

bool belongs(Item::Kind kind, std::string_view key) {
  if (contains(kCommonKeys, key)) return true;
  switch (kind) {
  case Item::Kind::while_in:
    return contains(kWhileInKeys, key);
  case Item::Kind::event:
    return contains(kEventKeys, key);
  case Item::Kind::move:
    return contains(kMoveKeys, key);
  case Item::Kind::once:
    return contains(kOnceKeys, key);
  case Item::Kind::following:
    return contains(kFollowingKeys, key);
  }
  return false;
}

/// Reads one item; the mapping's keys say of which kind it is.
class ItemReader {
public:
  ItemReader(const MapReader& map, const ItemContext& model, Item& item, Context& context)
      : map_(&map), model_(&model), item_(&item), context_(&context) {}

  /// False where the keys tell no kind.
  bool read(const Node& node) {
    const auto key = deciding_key();
    if (key.empty()) {
      if (const Node* in = map_->get("in")) model_->space.match_list(*in, "`in`", *context_);
      read_common();
      return false;
    }
    check_keys(node, key);
    switch (item_->kind) {
    case Item::Kind::while_in:
      read_while_in();
      break;
    case Item::Kind::event:
      read_event();
      break;
    case Item::Kind::move:
      read_move(key);
      break;
    case Item::Kind::once:
      read_once();
      break;
    case Item::Kind::following:
      read_following();
      break;
    }
    read_common();
    return true;
  }

private:
  struct Decision {
    std::string_view key;
    Item::Kind kind;
  };

  /// The key that says which kind of item this is; empty after an error.
  std::string_view deciding_key() {
    constexpr std::array<Decision, 8> decisions = {{{"once", Item::Kind::once},
                                                    {"following", Item::Kind::following},
                                                    {"transition", Item::Kind::move},
                                                    {"entering", Item::Kind::move},
                                                    {"leaving", Item::Kind::move},
                                                    {"rate", Item::Kind::event},
                                                    {"per_year", Item::Kind::while_in},
                                                    {"per_cycle", Item::Kind::while_in}}};
    for (const Decision& decision : decisions) {
      if (!map_->has(decision.key)) continue;
      item_->kind = decision.kind;
      return decision.key;
    }
    std::string hint =
        "an item has `once`, or `in` with `per_year`, `per_cycle` or `rate` and `each`, or `transition`, "
        "`entering` or `leaving` with `each`";
    if (map_->has("each")) hint = "`each` needs `transition`, `entering`, `leaving`, or `in` with `rate`";
    const bool lacks_amount = map_->has("in") && !map_->has("each");
    if (lacks_amount) hint = "`in` needs `per_year`, `per_cycle`, or `rate` with `each`";
    context_->diagnostics.error(
        item_->span,
        fmt::format("{} {}", map_->what(), lacks_amount ? "has no amount" : "doesn't say when it counts"),
        hint);
    return {};
  }

  void check_keys(const Node& node, std::string_view deciding) const {
    for (const Entry& entry : node.entries) {
      if (belongs(item_->kind, entry.key) || !contains(item_keys(), entry.key) || entry.value.is_null())
        continue;
      context_->diagnostics.error(
          entry.key_span, fmt::format("`{}` doesn't go with `{}`", entry.key, deciding), advice(entry.key));
    }
  }

  [[nodiscard]] std::string advice(std::string_view key) const {
    if (key == "cycle_correction") return "what counts once at a date is never cycle-corrected";
    if (key == "utility_loss" || key == "for")
      return "a loss is of an event, a move, a date or a dose; otherwise write an item of `effects:`";
    if (key == "in" && item_->kind == Item::Kind::move) return "the move itself says between which states";
    return "make it an item of its own";
  }

  std::optional<FormulaText> formula(std::string_view key) const {
    return read_optional_formula(*map_, key, *context_);
  }

  void missing(std::string_view key, std::string_view needs, const std::string& hint = {}) const {
    context_->diagnostics.error(map_->key_span(key), fmt::format("`{}` needs `{}:`", key, needs), hint);
  }

  void read_in(std::string_view deciding) {
    if (const Node* in = map_->get("in"))
      item_->in = model_->space.match_list(*in, "`in`", *context_);
    else
      missing(deciding, "in", "a state, a list of states, a pattern, or `alive`");
  }

  void read_while_in() {
    item_->per_year = formula("per_year");
    item_->per_cycle = formula("per_cycle");
    if (map_->has("per_year") && map_->has("per_cycle"))
      context_->diagnostics.error(map_->key_span("per_cycle"), "`per_cycle` doesn't go with `per_year`",
                                  "keep one of them");
    read_in(map_->has("per_year") ? "per_year" : "per_cycle");
  }

  void read_event() {
    item_->rate = formula("rate");
    read_in("rate");
    read_amounts("rate");
  }

  void read_amounts(std::string_view deciding) {
    item_->each = formula("each");
    read_loss();
    if (!map_->has("each") && !map_->has("utility_loss"))
      missing(deciding, "each", deciding == "following" ? "the amount per dose" : "the amount per event");
  }

  void read_loss() {
    item_->utility_loss = formula("utility_loss");
    if (const Node* duration = map_->get("for"))
      item_->loss_duration = read_duration(*duration, "`for`", *context_);
    if (map_->has("utility_loss") && !map_->has("for"))
      missing("utility_loss", "for", "how long the loss lasts, as `for: 4 weeks`");
    if (map_->has("for") && !map_->has("utility_loss")) missing("for", "utility_loss");
  }

  void read_move(std::string_view deciding) {
    for (const std::string_view other : {"transition", "entering", "leaving"})
      if (other != deciding && map_->has(other))
        context_->diagnostics.error(map_->key_span(other),
                                    fmt::format("`{}` doesn't go with `{}`", other, deciding),
                                    "as `transition: a -> b` for the moves from one state to another");
    const Node& node = *map_->get(deciding);
    if (deciding == "transition")
      read_transition(node);
    else
      read_boundary(node, deciding);
    item_->leaving = deciding == "leaving";
    read_amounts(deciding);
    if (const Node* start = map_->get("including_start")) read_including_start(*start, deciding);
    if (const Node* at = map_->get("at"))
      item_->date = read_choice<CycleDate>(
          *at, "`at`", {{"start", CycleDate::start}, {"middle", CycleDate::middle}, {"end", CycleDate::end}},
          *context_);
  }

  void read_including_start(const Node& node, std::string_view deciding) {
    item_->including_start = read_flag(node, "`including_start`", *context_);
    if (item_->including_start && deciding != "entering")
      context_->diagnostics.error(map_->key_span("including_start"), "`including_start` needs `entering:`");
  }

  void read_transition(const Node& node) {
    const std::size_t arrow = node.is_scalar() ? node.text.find("->") : std::string::npos;
    if (arrow == std::string::npos) {
      context_->diagnostics.error(node.span, "`transition` must name two states",
                                  "as `transition: well -> sick`");
      return;
    }
    item_->from = side(node, 0, arrow);
    item_->to = side(node, arrow + 2, node.text.size());
    const bool moves = item_->from.size() > 1 || item_->to.size() > 1 || item_->from != item_->to;
    if (!item_->from.empty() && !moves)
      context_->diagnostics.error(node.span, "a transition goes from one state to another",
                                  "for those who are in a state or stay in it, use `in:` with `per_cycle:`");
  }

  [[nodiscard]] std::vector<StateIndex> side(const Node& node, std::size_t begin, std::size_t end) const {
    const std::string_view part = trim(std::string_view(node.text).substr(begin, end - begin));
    const auto shift = part.empty() ? begin : static_cast<std::size_t>(part.data() - node.text.data());
    const auto match =
        model_->space.match(std::string(part), node.span.shifted(static_cast<int>(shift)), *context_);
    return match ? match->states : std::vector<StateIndex>{};
  }

  /// `entering` and `leaving` a set of states cross its boundary: moves within the set don't count.
  void read_boundary(const Node& node, std::string_view deciding) {
    std::vector<StateIndex> inside = model_->space.match_list(node, fmt::format("`{}`", deciding), *context_);
    std::vector<StateIndex> outside;
    for (std::size_t s = 0; s < model_->space.size(); ++s)
      if (!std::binary_search(inside.begin(), inside.end(), static_cast<StateIndex>(s)))
        outside.push_back(static_cast<StateIndex>(s));
    const bool entering = deciding == "entering";
    item_->from = entering ? std::move(outside) : inside;
    item_->to = entering ? std::move(inside) : std::move(outside);
  }

  void read_once() {
    item_->once = formula("once");
    read_loss();
    if (const Node* in = map_->get("in"))
      item_->in = model_->space.match_list(*in, "`in`", *context_);
    else
      item_->in = model_->space.living();
    if (const Node* at = map_->get("at"))
      for (const Node* date : as_list(*at))
        if (auto read = read_formula(*date, "`at`", *context_)) item_->at.push_back(*std::move(read));
    for (const FormulaText& date : item_->at)
      warn_of_bare_years(date, *context_);
    item_->then_every = formula("then_every");
    if (item_->then_every) warn_of_bare_years(*item_->then_every, *context_);
    const auto every = item_->then_every ? constant_value(*item_->then_every) : std::nullopt;
    if (every && *every <= 0)
      context_->diagnostics.error(item_->then_every->span, "`then_every` must be above 0");
  }

  void read_following() {
    const Node& curve = *map_->get("following");
    item_->following = FormulaText{read_text(curve, "`following`", *context_), curve.span};
    read_amounts("following");
    if (const Node* every = map_->get("every"))
      item_->every = read_duration(*every, "`every`", *context_);
    else
      missing("following", "every", "the time between doses, as `every: 3 weeks`");
  }

  void read_common() {
    if (const Node* category = map_->get("category"))
      item_->category = read_text(*category, "`category`", *context_);
    if (const Node* perspective = map_->get("perspective"))
      for (const Node* item : as_list(*perspective))
        item_->perspective.push_back(read_text(*item, "`perspective`", *context_));
    if (const Node* during = map_->get("during"))
      item_->during = read_window(*during, model_->clocks, *context_);
    item_->when = formula("when");
    if (const Node* correction = map_->get("cycle_correction"))
      item_->correction = read_cycle_correction(*correction, *context_);
    const Node* discount = map_->get("discount");
    if (discount == nullptr) return;
    item_->undiscounted = discount->is_scalar() && discount->text == "none";
    if (!item_->undiscounted) item_->discount_rate = read_formula(*discount, "`discount`", *context_);
  }

  const MapReader* map_;
  const ItemContext* model_;
  Item* item_;
  Context* context_;
};

} // namespace

std::vector<ReadItem> read_items(const Node* node, const std::string& section, const ItemContext& model,
                                 Context& context) {
  std::vector<ReadItem> items;
  if (node == nullptr || !expect_map(*node, section, context)) return items;
  for (const Entry& entry : node->entries) {
    if (!has_value(entry, section, context)) continue;
    check_id("item", entry.key, entry.key_span, context.diagnostics);
    const MapReader map(entry.value, Place::item, fmt::format("the item '{}'", entry.key), item_keys(),
                        context);
    if (!map.is_map()) continue;
    ReadItem read;
    read.item.id = entry.key;
    read.item.category = "other";
    read.item.span = entry.key_span;
    read.node = &entry.value;
    if (ItemReader(map, model, read.item, context).read(entry.value)) items.push_back(std::move(read));
  }
  return items;
}

} // namespace cea::input
