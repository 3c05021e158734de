#pragma once

namespace cea {

/// Where an increment lies on the cost-effectiveness plane: east is more effect, north more cost.
enum class Quadrant { origin, north, north_east, east, south_east, south, south_west, west, north_west };

} // namespace cea
