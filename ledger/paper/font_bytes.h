// Big-endian numbers of a font file. Beyond the end there are zeros.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace reqledger::paper {

inline std::uint32_t ByteAt(std::string_view bytes, std::size_t at) {
  return at < bytes.size() ? static_cast<std::uint8_t>(bytes[at]) : 0U;
}
inline std::uint16_t U16(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint16_t>(ByteAt(bytes, at) << 8U | ByteAt(bytes, at + 1));
}
inline std::int16_t I16(std::string_view bytes, std::size_t at) {
  return static_cast<std::int16_t>(U16(bytes, at));
}
inline std::uint32_t U32(std::string_view bytes, std::size_t at) {
  return std::uint32_t{U16(bytes, at)} << 16U | U16(bytes, at + 2);
}

inline void AppendU16(std::uint32_t value, std::string& out) {
  out += static_cast<char>(value >> 8U & 0xffU);
  out += static_cast<char>(value & 0xffU);
}
inline void AppendU32(std::uint32_t value, std::string& out) {
  AppendU16(value >> 16U, out);
  AppendU16(value & 0xffffU, out);
}
inline void PutU16(std::uint32_t value, std::size_t at, std::string& out) {
  out[at] = static_cast<char>(value >> 8U & 0xffU);
  out[at + 1] = static_cast<char>(value & 0xffU);
}

}  // namespace reqledger::paper
