// What generators link: everything of code generation that is no template.
#ifndef COTANGENT_CODEGEN_COMPILED
#define COTANGENT_CODEGEN_COMPILED
#endif
#include <cotangent/codegen/library_definitions.hpp>
