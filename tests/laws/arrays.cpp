#include "laws.hpp"

TEST_CASE("functions that look at a whole array", "[laws]") { ARRAY_FUNCTIONS(LAW) }
