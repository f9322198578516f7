// Generated C divides by one number as the machine does, bit by bit, in registers of every width and without.
#include "quotients.hpp"
#include "quotients_kernels.h"

TEST_CASE("quotients in generated C are correctly rounded", "[codegen]") {
  using namespace quotients;
  CHECK(wrong_quotients<float>(4000, [](const matrix<float>& x, float s, const column<float>& t, matrix<float>* got) {
          by_one_f32(x.data(), s, t.data(), got[0].data());
          by_rows_f32(x.data(), s, t.data(), got[1].data());
          by_number_f32(x.data(), s, t.data(), got[2].data(), got[3].data());
        }) == 0);
  CHECK(wrong_quotients<double>(4000,
                                [](const matrix<double>& x, double s, const column<double>& t, matrix<double>* got) {
                                  by_one_f64(x.data(), s, t.data(), got[0].data());
                                  by_rows_f64(x.data(), s, t.data(), got[1].data());
                                  by_number_f64(x.data(), s, t.data(), got[2].data(), got[3].data());
                                }) == 0);
}
