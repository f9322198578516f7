// How a program's small functions become one: `COTANGENT_PART` marks what a kernel is made of, `COTANGENT_WHOLE` the
// functions that hold all of it.
#pragma once

// g++ copies a function marked always_inline into its caller, level by level, and optimizes each copy on the way: of
// twenty levels, that took half its time. What `flatten` says is done once, at the end. (clang's flatten is one level
// deep.) Under clang's address sanitizer, which instruments each copy, they stay functions.
#if !defined(__clang__)
#define COTANGENT_PART
#define COTANGENT_WHOLE __attribute__((flatten))
#elif __has_feature(address_sanitizer)
#define COTANGENT_PART
#define COTANGENT_WHOLE
#else
#define COTANGENT_PART __attribute__((always_inline))
#define COTANGENT_WHOLE
#endif
