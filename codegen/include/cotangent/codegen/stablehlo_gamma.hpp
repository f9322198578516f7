// The gamma function and its logarithm, for the StableHLO back end. Coefficients: Boost.Math, by J. Maddock
// (special_functions/detail/lgamma_small.hpp and lanczos.hpp, of which this is lanczos13m53).
#pragma once

#include <cotangent/passes/lower_custom_rules.hpp>
#include <cotangent/schedule/target.hpp>

namespace cotangent::codegen::stablehlo {

using ir::dtype;
using ir::op;
using ir::term;

/// log gamma(1 + u) between 0 and 1: the distances from its zeros at u = 0 and 1 times a rational function, of u or of
/// 1 - u.
inline term lgamma_between_1_and_2(term u) {
  const term v = 1.0 - u;
  const term left =
      ir::polynomial(u, {0.490622454069039543534e-1, -0.969117530159521214579e-1, -0.414983358359495381969,
                         -0.406567124211938417342, -0.158413586390692192217, -0.240149820648571559892e-1,
                         -0.100346687696279557415e-2}) /
      ir::polynomial(u, {1.0, 0.302349829846463038743e1, 0.348739585360723852576e1, 0.191415588274426679201e1,
                         0.507137738614363510846, 0.577039722690451849648e-1, 0.195768102601107189171e-2});
  const term right =
      ir::polynomial(v, {-0.292329721830270012337e-1, 0.144216267757192309184, -0.142440390738631274135,
                         0.542809694055053558157e-1, -0.850535976868336437746e-2, 0.431171342679297331241e-3}) /
      ir::polynomial(v, {1.0, -0.150169356054485044494e1, 0.846973248876495016101, -0.220095151814995745555,
                         0.25582797155975869989e-1, -0.100666795539143372762e-2, -0.827193521891290553639e-6});
  const term is_left = compare(op::le, u, full_like(u, 0.5)), product = -(u * v);
  return product * select(is_left, full_like(u, 0.52815341949462890625), full_like(u, 0.452017307281494140625)) +
         product * select(is_left, left, right);
}
/// log gamma(2 + u) between 0 and 1.
inline term lgamma_between_2_and_3(term u) {
  const term rest =
      ir::polynomial(u, {-0.180355685678449379109e-1, 0.25126649619989678683e-1, 0.494103151567532234274e-1,
                         0.172491608709613993966e-1, -0.259453563205438108893e-3, -0.541009869215204396339e-3,
                         -0.324588649825948492091e-4}) /
      ir::polynomial(u, {1.0, 0.196202987197795200688e1, 0.148019669424231326694e1, 0.541391432071720958364,
                         0.988504251128010129477e-1, 0.82130967464889339326e-2, 0.224936291922115757597e-3,
                         -0.223352763208617092964e-6});
  const term product = u * (u + 3.0);
  return product * 0.158963680267333984375 + product * rest;
}
/// pi over |sin(pi x)|, which is infinite at integers.
inline term reflected_sine(term x) { return ir::pi / apply(op::abs, apply(op::sin, ir::reduced_angle(x))); }

/// log |gamma(x)|: below 1 by what is above, log gamma(x) = log gamma(x + 1) - log x; from 3 to 10 moved down to
/// between 2 and 3; from there on Stirling's series (Abramowitz and Stegun, 6.1.41); and by reflection below 0
/// (6.1.17), with digits of the larger term.
inline term lgamma(term x) {
  const auto below = [&](term a, double b) { return compare(op::lt, a, full_like(a, b)); };
  const term negative = below(x, 0), z = apply(op::abs, x), none = full_like(x, 0);
  const term small = below(z, 1), steps = ir::clipped(apply(op::floor, z) - 2.0, 7),
             moved = select(below(z, 3), z, z - steps);
  const term inner = select(small, z, moved);  // of which the distance from 1 or 2 is exact
  term product = full_like(x, 1);
  for (int k = 0; k < 7; ++k) {
    const term is_passed = compare(op::lt, full_like(x, k), select(below(z, 3), none, steps));
    product = product * select(is_passed, moved + static_cast<double>(k), full_like(x, 1));
  }
  const term first = select(small, z, ir::clipped(inner - 1.0, 1)), second = ir::clipped(inner - 2.0, 1);
  const term way = apply(op::log, select(small, z, product));
  const term near =
      select(below(inner, 2), lgamma_between_1_and_2(first), lgamma_between_2_and_3(second)) + select(small, -way, way);
  const term large = apply(op::max, z, full_like(x, 10)), r = 1.0 / large, square = r * r;
  const term series = r * ir::polynomial(square, {1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188,
                                                  -691.0 / 360360, 1.0 / 156});
  const term far = (large - 0.5) * (apply(op::log, large) - 1.0) + (0.41893853320467274178 + series);
  const term value = select(below(z, 10), near, far);
  const term infinite = compare(op::eq, z, full_like(x, std::numeric_limits<double>::infinity()));
  const term mirrored = apply(op::log, reflected_sine(x)) - (apply(op::log, z) + value);
  return select(infinite, z, select(negative, mirrored, value));
}

/// gamma(x) by Lanczos' approximation, the power taken in two halves, which overflow no sooner than it; below 0 by
/// reflection.
inline term tgamma(term x) {
  const double largest = x.element() == dtype::f32 ? 40 : 180;
  const term negative = compare(op::lt, x, full_like(x, 0)),
             z = apply(op::min, select(negative, -x, x), full_like(x, largest));
  const term sum = ir::polynomial(z, {23531376880.410759688572, 42919803642.649098768958, 35711959237.355668049440,
                                      17921034426.037209699920, 6039542586.3520280050643, 1439720407.3117216736632,
                                      248874557.86205415651146, 31426415.585400194380614, 2876370.6289353724412254,
                                      186056.26539522349504030, 8071.6720023658162106380, 210.82427775157934587250,
                                      2.5066282746310002701649}) /
                   ir::polynomial(z, {0, 39916800, 120543840, 150917976, 105258076, 45995730, 13339535, 2637558, 357423,
                                      32670, 1925, 66, 1});
  const term base = z + 5.524680040776729583740234375, half = apply(op::pow, base, z * 0.5 - 0.25);
  const term value = (sum * (half * apply(op::exp, -base))) * half;
  const term whole = apply(op::round, x), odd = compare(op::ne, apply(op::round, whole * 0.5) * 2.0, whole);
  const term sine = apply(op::sin, ir::reduced_angle(x)), signed_sine = select(odd, -sine, sine);  // of pi x
  const term mirrored = ir::pi / (signed_sine * z * value);
  const term pole = apply(op::logical_and, negative, compare(op::eq, x, apply(op::floor, x)));
  const term infinite = full_like(x, std::numeric_limits<double>::infinity()),
             above = select(compare(op::gt, x, full_like(x, largest)), infinite, value);
  return select(pole, full_like(x, std::numeric_limits<double>::quiet_NaN()), select(negative, mirrored, above));
}

}  // namespace cotangent::codegen::stablehlo
