// Cost functions of Ceres from functions: Jacobians by the evaluator, in place of Ceres's own jets. Programs link Ceres
// themselves (Debian: libceres-dev; CMake: find_package(Ceres), Ceres::ceres).
#pragma once

#include <cotangent/hosts/ceres_cost.hpp>
#include <cotangent/hosts/residuals.hpp>

namespace cotangent::ceres {

template <class F, class... Blocks>
struct evaluated_program {
  template <class Place, class... X>
  void residuals(const Place& to, const X&... x) const {
    write<hosts::residuals_function<F, Blocks...>>(to, x...);
  }
  template <class Place, class Places, class... X>
  void residuals_and_jacobians(const Place& to, const Places& places, const X&... x) const {
    write<hosts::residuals_and_jacobians_function<F, Blocks...>>(tuple(to, places), x...);
  }

 private:
  /// ct::into without its search for results that overlap, which Ceres's do not: a tenth of the time.
  template <class Function, class Out, class... X>
  static void write(const Out& to, const X&... x) {
    using program = detail::program<detail::traced_function<Function, X...>>;
    using wrong = typename program::too_large;
    static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
    detail::workspace<program::schedule.workspace_bytes> space;
    detail::run_into<program>(to, space.data(), x...);
  }
};

/// A ceres::SizedCostFunction whose residuals are f(blocks..., constants...): `problem.AddResidualBlock(
/// ct::ceres::cost_function<camera, point>(reprojection, seen), loss, my_camera.data(), my_point.data())`. Blocks are
/// the types of the arguments that Ceres varies: a double, a ct::tensor<double, ...>, or a tree of them, which in
/// Ceres's memory stands leaf after leaf (hosts::to_vector, from_vector). What comes behind them, an observation say,
/// is kept beside the function. f's result is an array of doubles or a tree of them. Residuals and Jacobians are one
/// program, which writes into Ceres's memory; where Ceres wants no derivatives, another one computes only residuals.
/// It is Ceres's to delete, as what ceres::AutoDiffCostFunction makes.
template <class... Blocks, class F, class... Constants>
::ceres::CostFunction* cost_function(F, Constants... constants) {
  using check = hosts::residuals_message<F, detail::type_list<Blocks...>, Constants...>;
  if constexpr (!check::message.empty()) {
    static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
    return nullptr;
  } else {
    using program = evaluated_program<F, Blocks...>;
    using all = std::tuple<Constants...>;
    constexpr int count = hosts::elements<detail::result_tree<F, Blocks..., Constants...>>;
    return new cost<program, all, count, hosts::elements<Blocks>...>(program{}, all(std::move(constants)...));
  }
}

}  // namespace cotangent::ceres
