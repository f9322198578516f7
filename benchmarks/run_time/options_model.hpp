// The price of a European option (Black and Scholes), with delta, gamma and vega.
#pragma once

#include <cotangent/cotangent.hpp>

namespace ct = cotangent;

constexpr auto normal_cdf = [](auto x) { return 0.5 * erfc(-x * 0.70710678118654752440); };
constexpr auto option_price = [](auto spot, auto volatility, auto strike, auto time, auto rate) {
  const auto deviation = volatility * sqrt(time);
  const auto d1 = (log(spot / strike) + (rate + 0.5 * square(volatility)) * time) / deviation;
  return spot * normal_cdf(d1) - strike * exp(-rate * time) * normal_cdf(d1 - deviation);
};
constexpr auto option_greeks = [](auto spot, auto volatility, auto strike, auto time, auto rate) {
  const auto [price, slopes] =
      ct::value_and_grad(option_price, ct::argnums<0, 1>)(spot, volatility, strike, time, rate);
  const auto gamma = ct::grad(ct::grad(option_price))(spot, volatility, strike, time, rate);
  return stack(price, boost::hana::at_c<0>(slopes), gamma, boost::hana::at_c<1>(slopes));
};
