#!/usr/bin/env bash
# Builds a consumer of the library, by find_package of an installed copy and by add_subdirectory.
set -euo pipefail
source=$1 build=$2 compiler=$3
rm -rf "$build"
cmake -S "$source" -B "$build/library" -G Ninja -DCMAKE_CXX_COMPILER="$compiler" -DCMAKE_INSTALL_PREFIX="$build/installed" >/dev/null
cmake --install "$build/library" >/dev/null
cmake -S "$source/tests/package" -B "$build/found" -G Ninja -DCMAKE_CXX_COMPILER="$compiler" -DCMAKE_PREFIX_PATH="$build/installed" >/dev/null
cmake --build "$build/found" && "$build/found/consumer"
cmake -S "$source/tests/package" -B "$build/added" -G Ninja -DCMAKE_CXX_COMPILER="$compiler" -DCOTANGENT_SOURCE="$source" >/dev/null
cmake --build "$build/added" && "$build/added/consumer"
