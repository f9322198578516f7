#include "laws.hpp"

TEST_CASE("elementwise functions", "[laws]") { ELEMENTWISE_FUNCTIONS(LAW) }
