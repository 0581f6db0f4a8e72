# How every target of the project is declared. The layers of docs/architecture.md are the DEPS given here and nowhere else;
# .ci/check_layers reads them from the file that this module writes.

find_package(OpenSSL 3.0 REQUIRED COMPONENTS Crypto SSL)
find_package(Boost 1.81 REQUIRED COMPONENTS json)
find_package(gflags REQUIRED)
find_package(glog REQUIRED)
find_package(GTest REQUIRED)
find_package(benchmark REQUIRED)
find_package(LibArchive REQUIRED)
find_package(ZLIB REQUIRED)
find_package(date REQUIRED)
find_library(ROCKSDB_LIBRARY rocksdb REQUIRED)
find_package(Threads REQUIRED)

set(REQLEDGER_LAYERS_FILE ${CMAKE_BINARY_DIR}/layers.txt)
file(WRITE ${REQLEDGER_LAYERS_FILE} "")

add_library(reqledger_options INTERFACE)
target_include_directories(reqledger_options INTERFACE ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/generated)
target_compile_options(reqledger_options INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wswitch-enum
  $<$<CXX_COMPILER_ID:Clang>:-Wthread-safety>
  $<$<BOOL:${REQLEDGER_WERROR}>:-Werror>)
# valijson refuses a bad schema by an exception only with this; without it, by abort().
target_compile_definitions(reqledger_options INTERFACE VALIJSON_USE_EXCEPTIONS=1)
target_link_options(reqledger_options INTERFACE -Wl,--as-needed)
if(REQLEDGER_SANITIZE)
  target_compile_options(reqledger_options INTERFACE
    -fsanitize=${REQLEDGER_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(reqledger_options INTERFACE -fsanitize=${REQLEDGER_SANITIZE})
endif()

# ledger_library(NAME name DEPS other… SOURCES file… [SYSTEM target…]): one folder, or one half of it, as a static library.
# DEPS are the layers that it may include; SYSTEM are libraries that the project did not write.
function(ledger_library)
  cmake_parse_arguments(L "" "NAME" "DEPS;SOURCES;SYSTEM" ${ARGN})
  add_library(${L_NAME} STATIC ${L_SOURCES})
  set_target_properties(${L_NAME} PROPERTIES OUTPUT_NAME reqledger_${L_NAME})  # never a second libcrypto
  target_link_libraries(${L_NAME} PUBLIC reqledger_options ${L_DEPS} PRIVATE ${L_SYSTEM})
  file(RELATIVE_PATH folder ${CMAKE_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
  file(APPEND ${REQLEDGER_LAYERS_FILE} "${L_NAME} ${folder} ${L_DEPS}\n")
endfunction()

# ledger_program(NAME name DEPS layer… SOURCES file… [SYSTEM target…]): one executable.
function(ledger_program)
  cmake_parse_arguments(L "" "NAME" "DEPS;SOURCES;SYSTEM" ${ARGN})
  add_executable(${L_NAME} ${L_SOURCES})
  target_link_libraries(${L_NAME} PRIVATE reqledger_options ${L_DEPS} ${L_SYSTEM})
  file(RELATIVE_PATH folder ${CMAKE_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
  file(APPEND ${REQLEDGER_LAYERS_FILE} "${L_NAME} ${folder} ${L_DEPS}\n")
endfunction()

# ledger_test(NAME name DEPS layer… SOURCES file… [SYSTEM target…]): one GoogleTest binary, run by ctest under its name.
function(ledger_test)
  cmake_parse_arguments(L "" "NAME" "DEPS;SOURCES;SYSTEM" ${ARGN})
  add_executable(${L_NAME} ${L_SOURCES})
  target_link_libraries(${L_NAME} PRIVATE reqledger_options ${L_DEPS} ${L_SYSTEM} GTest::gtest GTest::gmock GTest::gtest_main)
  target_compile_definitions(${L_NAME} PRIVATE REQLEDGER_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  add_test(NAME ${L_NAME} COMMAND ${L_NAME})
  set_tests_properties(${L_NAME} PROPERTIES TIMEOUT 600)
  file(RELATIVE_PATH folder ${CMAKE_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
  file(APPEND ${REQLEDGER_LAYERS_FILE} "${L_NAME} ${folder} ${L_DEPS}\n")
endfunction()
