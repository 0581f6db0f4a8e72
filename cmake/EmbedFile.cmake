# embed_file(NAME symbol FILE path OUT variable): a .cc file that defines `extern const std::string_view symbol` in namespace
# reqledger::embedded with the bytes of FILE. It is made again whenever the file changes, so that no second copy exists.
# Run as a script (cmake -P) this file writes that .cc.

if(CMAKE_SCRIPT_MODE_FILE)
  file(READ ${INPUT} hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${hex}")
  string(REGEX REPLACE "((......,){20})" "\\1\n" bytes "${bytes}")
  file(WRITE ${OUTPUT} "// Made from ${INPUT} by the build.
#include <string_view>
namespace reqledger::embedded {
namespace {
constexpr char kBytes[] = {
${bytes}};
}  // namespace
extern const std::string_view ${SYMBOL};
const std::string_view ${SYMBOL}(kBytes, sizeof(kBytes));
}  // namespace reqledger::embedded
")
  return()
endif()

set(REQLEDGER_EMBED_SCRIPT ${CMAKE_CURRENT_LIST_FILE})

function(embed_file)
  cmake_parse_arguments(E "" "NAME;FILE;OUT" "" ${ARGN})
  set(output ${CMAKE_BINARY_DIR}/generated/embedded_${E_NAME}.cc)
  add_custom_command(OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DINPUT=${E_FILE} -DOUTPUT=${output} -DSYMBOL=${E_NAME} -P ${REQLEDGER_EMBED_SCRIPT}
    DEPENDS ${E_FILE} ${REQLEDGER_EMBED_SCRIPT}
    COMMENT "Embedding ${E_FILE}" VERBATIM)
  set(${E_OUT} ${output} PARENT_SCOPE)
endfunction()
