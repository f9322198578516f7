// Sparse Jacobians and Hessians: their patterns are constants, and only what may be other than zero is computed.
#pragma once

#include <cotangent/api/jacobian.hpp>
#include <cotangent/api/sparse_constants.hpp>

namespace cotangent {
namespace detail {

struct sparse_jacobian_name {
  static constexpr const char* text = "sparse_jacobian";
};
struct sparse_hessian_name {
  static constexpr const char* text = "sparse_hessian";
};

template <class... L>
constexpr bool of_one_type(type_list<L...>) {
  return ((leaf_traits<L>::type.element == leaf_traits<std::tuple_element_t<0, std::tuple<L...>>>::type.element) &&
          ...);
}
template <class Name, bool Hessian, class Result, class Places, class... Args>
struct sparse_message;
template <class Name, bool Hessian, class Result, int... A, class... Args>
struct sparse_message<Name, Hessian, Result, std::integer_sequence<int, A...>, Args...> {
  static constexpr text message = [] {
    using by = decltype((type_list<>{} + ... + leaves_of<std::tuple_element_t<A, std::tuple<Args...>>>{}));
    if constexpr (Hessian) {
      constexpr text own = grad_message<Name, false, Result, std::integer_sequence<int, A...>, Args...>::message;
      if (!own.empty()) return own;
      if (of_one_type(by{})) return text{};
    } else if constexpr (holds_anything<Result>()) {
      return said_already;
    } else if constexpr (leaves_of<Result>::size == 0) {
      return join(Name::text, ": the function returns no numbers, got ", described<Result>());
    } else {
      if (all_floating(leaves_of<Result>{}) && of_one_type(by{} + leaves_of<Result>{})) return text{};
    }
    return join(Name::text, ": ", Hessian ? "" : "results and ",
                "differentiated arguments must be floating-point numbers of one type, got ", described<Result>(),
                " from ", described<hana::tuple<Args...>>(), "; convert with ct::astype<T>(x)");
  }();
};

template <class Name, class Source>
struct pattern_message {
  static constexpr text message = [] {
    constexpr auto& made = sparse_tables<Source>::constants;
    if (something_was_refused<Source>()) return said_already;
    if (const char* problem = ir::problem_with_entries(made.program.refusal.data(), made.too_large, made.nnz))
      return join(Name::text, ": ", problem);
    return text{};
  }();
};
template <class Name, class F>
struct captured_message {
  static constexpr text message =
      join(Name::text,
           ": the function holds values that it captured, which its pattern would depend on; pass them as "
           "arguments, after those that are differentiated");
};

template <class F, bool Hessian, int... A>
struct sparse_function {
  [[no_unique_address]] held<F> f;
  using name = std::conditional_t<Hessian, sparse_hessian_name, sparse_jacobian_name>;
  /// What makes the entries' program: a generator calls its make() when it runs.
  template <class... Args>
  using source = sparse_source<F, Hessian, argument_places<sizeof...(Args), A...>, Args...>;

  template <class... Args>
  constexpr auto operator()(const Args&... args) const {
    constexpr bool open = gets_in_derivative<name, F, A...>(type_list<Args...>{});
    using first = decltype(door<F, open>(traced_like<Args>()...));
    return enter<name, fails_inside<first, F, traced_as<Args>...>()>(*this, args...);
  }
  static constexpr auto refused(const auto&...) { return refused_matrix{}; }
  template <class... Args>
  constexpr auto trace(ir::graph& start, const Args&... args) const {
    using places = argument_places<sizeof...(Args), A...>;
    using given = differentiated_message<name, places, Args...>;
    if constexpr (!given::message.empty()) {
      static_assert(detail::said_by<given>::is_silent COTANGENT_WORDS(given));
      return refused_matrix{};
    } else {
      return entries<places>(start, args...);
    }
  }

 private:
  template <class Places, class... Args>
  static constexpr auto entries(ir::graph& start, const Args&... args) {
    using callable = call_message<name, F, Args...>;
    using check = sparse_message<name, Hessian, typename callable::result, Places, Args...>;
    if constexpr (!callable::message.empty()) {
      static_assert(detail::said_by<callable>::is_silent COTANGENT_WORDS(callable));
      return refused_matrix{};
    } else if constexpr (!Stateless<F>) {
      using captured = captured_message<name, F>;
      static_assert(detail::said_by<captured>::is_silent COTANGENT_WORDS(captured));
      return refused_matrix{};
    } else if constexpr (!check::message.empty()) {
      static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
      return refused_matrix{};
    } else {
      return inlined<source<value_tree<Args>...>>(start, args...);
    }
  }
  template <class Source, class... Args>
  static constexpr auto inlined(ir::graph& start, const Args&... args) {
    using traceable = traceable_message<name, typename Source::differentiated, hana::tuple<value_tree<Args>...>>;
    if constexpr (traceable::message.empty()) {
      return made<Source>(start, args...);
    } else {
      static_assert(detail::said_by<traceable>::is_silent COTANGENT_WORDS(traceable));
      return refused_matrix{};
    }
  }
  template <class Source, class... Args>
  static constexpr auto made(ir::graph& start, const Args&... args) {
    using check = pattern_message<name, Source>;
    using where = sparse_tables<Source>;
    if constexpr (check::message.empty()) {
      ir::list<int> arguments;
      ((arguments = ir::joined(arguments, ids_of(start, args))), ...);
      const ir::list<int> values = ir::inline_program(ir::graph(where::constants.program), start, arguments);
      using element = typename Source::element;
      constexpr ir::shape dims{1, {where::nnz}};
      return sparse_matrix<expr_of<element, dims>, where>{make_expr<element, dims>({&start, values[0]})};
    } else {
      static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
      return refused_matrix{};
    }
  }
};

// ---- patterns alone
struct jacobian_sparsity_name {
  static constexpr const char* text = "jacobian_sparsity";
};
struct hessian_sparsity_name {
  static constexpr const char* text = "hessian_sparsity";
};
template <class F>
using plain_type = std::remove_cvref_t<F>;
/// What is wrong with F on arguments of these types.
template <class Name, class F, bool Hessian, int... A, class... Args>
constexpr text sparsity_problem(type_list<Args...>) {
  using places = argument_places<sizeof...(Args), A...>;
  if constexpr (constexpr text wrong = arguments_message<Name, Args...>::message; !wrong.empty()) return wrong;
  else if constexpr (constexpr text by = differentiated_message<Name, places, expr_tree<Args>...>::message; !by.empty())
    return by;
  else {
    using program = program_message<Name, F, Args...>;
    if constexpr (!program::message.empty()) return program::message;
    else return sparse_message<Name, Hessian, call_result<F, expr_tree<Args>...>, places, expr_tree<Args>...>::message;
  }
}
template <class Name, class F, bool Hessian, class Types, int... A>
struct sparsity_message {
  static constexpr text message = sparsity_problem<Name, F, Hessian, A...>(Types{});
};
inline constexpr sparsity<1, 0> no_sparsity{};
template <class Name, class F, bool Hessian, int... A, class... Args>
constexpr const auto& checked_sparsity(type_list<Args...>) {
  using check = sparsity_message<Name, F, Hessian, type_list<Args...>, A...>;
  if constexpr (check::message.empty()) {
    return sparse_tables<typename sparse_function<F, Hessian, A...>::template source<Args...>>::where;
  } else {
    static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
    return no_sparsity;
  }
}

template <class Values, class Where>
struct traced_dense<sparse_matrix<Values, Where>> {
  static constexpr auto of(const sparse_matrix<Values, Where>& m) {
    using traits = leaf_traits<Values>;
    constexpr int last = traits::dims.rank - 1;
    constexpr ir::shape batch = ir::without(traits::dims, 1u << last),
                        dims = ir::concatenated(batch, {2, {Where::rows, Where::columns}}),
                        flat = ir::concatenated(batch, {1, {Where::rows * Where::columns}});
    const ir::term values = term_of(m.values);
    const auto table = [&](const ir::list<long long>& all) {
      ir::graph& g = *values.g;
      const int numbers = g.intern(all.begin(), all.size());
      return ir::broadcast_leading({&g, g.emit(ir::op::constant, g.intern(ir::dtype::i32, {1, {all.size()}}), numbers)},
                                   batch);
    };
    ir::list<long long> from, to;  // which value stands where
    for (int mirror = 0; mirror <= (Where::symmetric ? 1 : 0); ++mirror)
      for (int k = 0; k < Where::nnz; ++k) {
        const int row = mirror ? Where::column[k] : Where::row[k], column = mirror ? Where::row[k] : Where::column[k];
        if (mirror && row == column) continue;
        from.push(k);
        to.push(static_cast<long long>(row) * Where::columns + column);
      }
    const ir::term entries = ir::gather(values, table(from), last), places = table(to);
    const ir::term all = ir::scatter_add(places, entries, flat, last);
    return make_expr<typename traits::element, dims>(ir::reshape(all, dims));
  }
};

}  // namespace detail

/// Where d f(x, ...)[i] / d x[j] may be other than zero, as a constant: rows are the elements of f's result, columns
/// those of argument 0 (or of those that `argnums` names), in the order of their leaves. `S.rows`, `S.columns`,
/// `S.nnz`, `S.row[k]`, `S.column[k]`; entries stand in the order of sparse_jacobian's values. Never is an entry
/// missing; there are more than needed where data decides: branches, loops that end by a condition, indices that are
/// computed. By the program of the tangent, so that custom rules and stop_gradient are what they say. Compiling 500
/// columns takes one second where three bands are to be found, and three for the 22 of a collocation; generators, which
/// do this when they run, take milliseconds.
template <class F, class... Args, int... A>
constexpr const auto& jacobian_sparsity(argnums_t<A...>) {
  return detail::checked_sparsity<detail::jacobian_sparsity_name, detail::plain_type<F>, false, A...>(
      detail::type_list<Args...>{});
}
template <class F, class... Args>
constexpr const auto& jacobian_sparsity() {
  return jacobian_sparsity<F, Args...>(argnums<0>);
}
/// The same of the second derivatives of f, a function with one number for a result: the lower triangle.
template <class F, class... Args, int... A>
constexpr const auto& hessian_sparsity(argnums_t<A...>) {
  return detail::checked_sparsity<detail::hessian_sparsity_name, detail::plain_type<F>, true, A...>(
      detail::type_list<Args...>{});
}
template <class F, class... Args>
constexpr const auto& hessian_sparsity() {
  return hessian_sparsity<F, Args...>(argnums<0>);
}

/// The Jacobian d f(x, ...)[i] / d x[j] as a `sparse_matrix`: `.values`, of shape (nnz), and constant tables `.row`,
/// `.column` of where they stand; rows are the elements of f's result and columns those of argument 0 (or those that
/// `argnums` names), leaf after leaf. `.todense()` and `.eigen()` are the matrix with its zeros and as Eigen's. Results
/// and differentiated arguments are of one floating-point type; f holds no captured values. What is known to be zero is
/// not computed: 0 * inf, which the dense Jacobian makes NaN of, is nothing here. Method: affine diagonals, each a view
/// of the dense program pulled through it to the one-hot seeds (sparse/pull.hpp); where that stops (loops, computed
/// indices), columns or rows of one colour together (Curtis, Powell and Reid 1974).
template <class F>
constexpr auto sparse_jacobian(F f) {
  return detail::sparse_function<F, false, 0>{detail::held<F>(f)};
}
template <class F, int... A>
constexpr auto sparse_jacobian(F f, argnums_t<A...>) {
  return detail::sparse_function<F, false, A...>{detail::held<F>(f)};
}

/// The lower triangle of the second derivatives of f, a function with one number for a result, in the same way: entries
/// with row >= column, where both count the elements of argument 0 (or those that `argnums` names). `.todense()` has
/// both triangles. Where bands stop, star colouring (Coleman and More 1984) of the gradient's program.
template <class F>
constexpr auto sparse_hessian(F f) {
  return detail::sparse_function<F, true, 0>{detail::held<F>(f)};
}
template <class F, int... A>
constexpr auto sparse_hessian(F f, argnums_t<A...>) {
  return detail::sparse_function<F, true, A...>{detail::held<F>(f)};
}

COTANGENT_USAGE(sparse_jacobian, "sparse_jacobian(f) or sparse_jacobian(f, ct::argnums<...>)")
COTANGENT_USAGE(sparse_hessian, "sparse_hessian(f) or sparse_hessian(f, ct::argnums<...>)")

}  // namespace cotangent
