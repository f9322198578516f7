#include <cotangent/codegen/generate.hpp>
#include <cotangent/cotangent.hpp>

int main(int argc, char** argv) {
  cotangent::codegen::library lib("slopes");
  lib.add("slope", cotangent::grad([](auto x) { return sin(x) * x; }), cotangent::like<double>);
  return lib.main(argc, argv);
}
