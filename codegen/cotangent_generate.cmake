# cotangent_generate(<target> GENERATOR <file.cpp> [LANG c])
#
# Builds the generator, a program that ends in `return library.main(argc, argv)`, runs it at build time, and makes the
# static library <target> of what it wrote. The generator's library must be named <target>.
set(cotangent_codegen_source ${CMAKE_CURRENT_LIST_DIR}/source/library.cpp)

# What of code generation is no template, once for all generators.
function(cotangent_codegen_library)
  if(TARGET cotangent_codegen)
    return()
  endif()
  add_library(cotangent_codegen STATIC EXCLUDE_FROM_ALL ${cotangent_codegen_source})
  target_link_libraries(cotangent_codegen PUBLIC cotangent::cotangent)
  target_compile_definitions(cotangent_codegen PUBLIC COTANGENT_GENERATOR COTANGENT_CODEGEN_COMPILED)
  if(CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
    target_compile_options(cotangent_codegen PUBLIC -O0)  # generators run once; optimizing them takes longer than all the rest
  endif()
endfunction()

function(cotangent_generate target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "GENERATOR;LANG" "")
  if(NOT arg_GENERATOR)
    message(FATAL_ERROR "cotangent_generate: GENERATOR <file.cpp> is missing")
  endif()
  if(NOT arg_LANG)
    set(arg_LANG c)
  elseif(NOT arg_LANG STREQUAL "c")
    message(FATAL_ERROR "cotangent_generate: no back end for LANG ${arg_LANG}; there is: c")
  endif()
  set(directory ${CMAKE_CURRENT_BINARY_DIR}/${target})
  add_executable(${target}_generator ${arg_GENERATOR})
  cotangent_codegen_library()
  target_link_libraries(${target}_generator PRIVATE cotangent_codegen)
  add_custom_command(OUTPUT ${directory}/${target}.h ${directory}/${target}.c
    COMMAND ${target}_generator --out ${directory} --lang ${arg_LANG} DEPENDS ${target}_generator VERBATIM)
  add_library(${target} STATIC ${directory}/${target}.h ${directory}/${target}.c)
  target_include_directories(${target} PUBLIC ${directory})
  set_target_properties(${target} PROPERTIES C_STANDARD 99)
  # Loops may call vector math where the C library has it; nothing reads errno.
  if(CMAKE_C_COMPILER_ID MATCHES "GNU|Clang")
    target_compile_options(${target} PRIVATE -fno-math-errno)
    if(CMAKE_C_COMPILER_ID STREQUAL "Clang" AND CMAKE_SYSTEM_NAME STREQUAL "Linux" AND CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")
      target_compile_options(${target} PRIVATE -fveclib=libmvec)
    endif()
  endif()
  if(NOT WIN32)
    target_link_libraries(${target} PUBLIC m)
  endif()
endfunction()
