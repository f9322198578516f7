// The greeks of a run-time number of options: by ct::map, by generated C for many examples and called for each, and as
// written by hand for one.
#include "compare.hpp"
#include "options_kernels.h"
#include "options_model.hpp"

#include <memory>
#include <numbers>
#include <vector>

namespace {

using result = ct::tensor<double, 4>;
constexpr double rate = 0.03;

[[gnu::noinline]] void by_hand(double spot, double volatility, double strike, double time, double* out) {
  const double deviation = volatility * std::sqrt(time);
  const double d1 = (std::log(spot / strike) + (rate + 0.5 * volatility * volatility) * time) / deviation;
  const double above = 0.5 * std::erfc(-d1 / std::numbers::sqrt2),
               below = 0.5 * std::erfc((deviation - d1) / std::numbers::sqrt2);
  const double density = std::exp(-0.5 * d1 * d1) / std::sqrt(2 * std::numbers::pi);
  out[0] = spot * above - strike * std::exp(-rate * time) * below;
  out[1] = above;
  out[2] = density / (spot * deviation);
  out[3] = spot * density * std::sqrt(time);
}

struct state {
  std::vector<double> spot, volatility, strike, time;
  std::vector<result> ours, other;
  explicit state(std::size_t n) : spot(n), volatility(n), strike(n), time(n), ours(n), other(n) {
    fill(spot, 80, 120, 1);
    fill(volatility, 0.1, 0.5, 2);
    fill(strike, 80, 120, 3);
    fill(time, 0.1, 2, 4);
  }
};

}  // namespace

int main(int argc, char** argv) {
  for (const std::size_t n : {std::size_t{100}, std::size_t{100003}}) {
    const auto s = std::make_shared<state>(n);
    const auto ours = [s] {
      ct::map(option_greeks, ct::in_axes<0, 0, 0, 0, ct::unmapped>)(s->spot, s->volatility, s->strike, s->time, rate,
                                                                    s->ours);
    };
    const auto examples = [s, n] {
      greeks_examples(s->spot.data(), s->volatility.data(), s->strike.data(), s->time.data(), rate, s->other[0].data(),
                      n);
    };
    const auto calls = [s, n] {
      for (std::size_t k = 0; k < n; ++k)
        greeks(s->spot[k], s->volatility[k], s->strike[k], s->time[k], rate, s->other[k].data());
    };
    const auto hand = [s, n] {
      for (std::size_t k = 0; k < n; ++k)
        by_hand(s->spot[k], s->volatility[k], s->strike[k], s->time[k], s->other[k].data());
    };
    const std::string name = "options/" + std::to_string(n);
    const int numbers = static_cast<int>(4 * n);
    ours();
    hand();
    check_same(name + "/hand", s->ours[0].data(), s->other[0].data(), numbers, 1e-13);
    examples();
    check_same(name + "/ours_c", s->ours[0].data(), s->other[0].data(), numbers, 1e-13);
    calls();
    check_same(name + "/calls", s->ours[0].data(), s->other[0].data(), numbers, 1e-13);
    contender(name + "/ours", ours);
    contender(name + "/ours_c", examples);
    contender(name + "/calls", calls);
    contender(name + "/hand", hand);
  }
  return run_benchmarks(argc, argv);
}
