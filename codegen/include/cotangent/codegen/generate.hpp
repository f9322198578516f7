// The public door of code generation: a generator is an ordinary program that fills a library and calls its main.
#pragma once

#if !defined(COTANGENT_EVALUATOR) && !defined(COTANGENT_GENERATOR)  // the evaluator, if it is here already, may stay
#define COTANGENT_GENERATOR
#endif

#include <cotangent/cotangent.hpp>
#include <cotangent/codegen/derivatives.hpp>
#include <cotangent/codegen/library.hpp>
#ifndef COTANGENT_CODEGEN_COMPILED
#include <cotangent/codegen/library_definitions.hpp>
#endif
