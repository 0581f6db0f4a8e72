// Bytes that are wiped when they go.
//
// Trust: holds keys and opened key material. It is never logged, printed or compared but in
// constant time.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace reqledger::crypto {

class SecretBytes {
 public:
  SecretBytes() = default;
  explicit SecretBytes(std::string_view bytes) : bytes_(bytes) {}
  ~SecretBytes();
  SecretBytes(const SecretBytes&) = default;
  SecretBytes& operator=(const SecretBytes& other);
  SecretBytes(SecretBytes&& other) noexcept;
  SecretBytes& operator=(SecretBytes&& other) noexcept;

  std::string_view view() const { return bytes_; }
  std::size_t size() const { return bytes_.size(); }

 private:
  std::string bytes_;
};

// Overwrites the bytes of `text` and empties it.
void Wipe(std::string& text);

// Takes the same time whatever the bytes are; the lengths are not secret.
bool EqualInConstantTime(std::string_view a, std::string_view b);

}  // namespace reqledger::crypto
