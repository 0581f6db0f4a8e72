#include "tests/paper/pdf_reader.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <cstdlib>
#include <regex>

#include "ledger/base/encoding.h"
#include "ledger/paper/characters.h"

namespace reqledger::paper {
namespace {

int NumberAt(std::string_view text, std::size_t at) {
  if (at >= text.size()) return 0;
  return static_cast<int>(std::strtol(std::string(text.substr(at, 12)).c_str(), nullptr, 10));
}

std::string Lower(std::string text) {
  for (char& byte : text) byte = byte >= 'A' && byte <= 'F' ? static_cast<char>(byte + 32) : byte;
  return text;
}

std::string FromUtf16(const std::string& hex) {
  const std::string units = base::DecodeHex(Lower(hex)).value_or("");
  std::string text;
  char32_t high = 0;
  for (std::size_t i = 0; i + 1 < units.size(); i += 2) {
    const char32_t unit = static_cast<char32_t>(static_cast<unsigned char>(units[i])) << 8U |
                          static_cast<unsigned char>(units[i + 1]);
    if (unit >= 0xd800 && unit < 0xdc00) {
      high = unit;
    } else if (unit >= 0xdc00 && unit < 0xe000) {
      AppendUtf8(0x10000 + ((high - 0xd800) << 10U) + (unit - 0xdc00), text);
    } else {
      AppendUtf8(unit, text);
    }
  }
  return text;
}

// Calls `visit` with each match of `pattern`.
template <typename Visit>
void ForEachMatch(const std::string& text, const char* pattern, Visit visit) {
  const std::regex regex(pattern);
  for (std::sregex_iterator at(text.begin(), text.end(), regex), end; at != end; ++at) visit(*at);
}

}  // namespace

PdfReader::PdfReader(std::string bytes) : bytes_(std::move(bytes)) {
  const std::size_t start = bytes_.rfind("startxref\n");
  if (start == std::string::npos) {
    ADD_FAILURE() << "no startxref";
    return;
  }
  const auto table = static_cast<std::size_t>(NumberAt(bytes_, start + 10));
  const std::size_t head_end = bytes_.find('\n', table + 5);
  const auto count = static_cast<std::size_t>(NumberAt(bytes_, table + 7));
  for (std::size_t i = 0; i < count; ++i) {
    places_.push_back(
        static_cast<std::size_t>(std::stoull(bytes_.substr(head_end + 1 + 20 * i, 10))));
  }
  trailer_ = bytes_.substr(head_end + 1 + 20 * count);
  catalog_ = NumberAt(trailer_, trailer_.find("/Root ") + 6);
  std::vector<int> pages;
  Pages(ReferenceIn(catalog_, "/Pages"), pages);
  if (pages.empty()) return;
  const int resources = ReferenceIn(pages.front(), "/Resources");
  ForEachMatch(std::string(Object(resources)), "(/F[0-9]) ([0-9]+) 0 R",
               [this](const auto& match) { fonts_[match[1]] = CharactersOf(std::stoi(match[2])); });
  total_ = TextOf(Stream(ReferenceIn(resources, "/Total")));
}

std::string_view PdfReader::Object(int number) const {
  const auto index = static_cast<std::size_t>(number);
  if (number <= 0 || index >= places_.size()) return {};
  const std::string head = std::to_string(number) + " 0 obj\n";
  if (bytes_.compare(places_[index], head.size(), head) != 0) {
    ADD_FAILURE() << "object " << number << " is not where the table says";
    return {};
  }
  const std::size_t begin = places_[index] + head.size();
  return std::string_view(bytes_).substr(begin, bytes_.find("\nendobj", begin) - begin);
}

int PdfReader::ReferenceIn(int number, std::string_view name) const {
  const std::string_view object = Object(number);
  const std::size_t at = object.find(std::string(name) + " ");
  return at == std::string_view::npos ? 0 : NumberAt(object, at + name.size() + 1);
}

std::string PdfReader::Stream(int number) const {
  const std::string_view head = Object(number).substr(0, 400);
  const std::size_t begin = head.find("stream\n"), length = head.find("/Length ");
  if (begin == std::string_view::npos || length == std::string_view::npos) return {};
  const std::size_t at = static_cast<std::size_t>(head.data() - bytes_.data()) + begin + 7;
  std::string packed = bytes_.substr(at, static_cast<std::size_t>(NumberAt(head, length + 8)));
  EXPECT_EQ(bytes_.substr(at + packed.size(), 11), "\nendstream\n") << "object " << number;
  if (head.substr(0, begin).find("/FlateDecode") == std::string_view::npos) return packed;
  std::string plain(4 << 20, '\0');
  uLongf size = plain.size();
  EXPECT_EQ(uncompress(reinterpret_cast<Bytef*>(plain.data()), &size,
                       reinterpret_cast<const Bytef*>(packed.data()), packed.size()),
            Z_OK);
  plain.resize(size);
  return plain;
}

void PdfReader::Pages(int node, std::vector<int>& pages) const {
  const std::string object(Object(node));
  if (object.find("/Type/Pages") == std::string::npos) {
    pages.push_back(node);
    return;
  }
  const std::size_t kids = object.find("/Kids["), end = object.find(']', kids);
  std::vector<int> numbers;
  ForEachMatch(object.substr(kids, end - kids), "([0-9]+) 0 R",
               [&numbers](const auto& match) { numbers.push_back(std::stoi(match[1])); });
  for (const int number : numbers) Pages(number, pages);
}

std::map<std::string, std::string> PdfReader::CharactersOf(int font) const {
  std::map<std::string, std::string> characters;
  ForEachMatch(Stream(ReferenceIn(font, "/ToUnicode")), "<([0-9A-F]{4})><([0-9A-F]+)>\n",
               [&characters](const auto& match) { characters[match[1]] = FromUtf16(match[2]); });
  return characters;
}

std::string PdfReader::TextOf(std::string_view content) const {
  std::string text;
  std::string font;
  while (!content.empty()) {
    const std::size_t end = content.find('\n');
    const std::string_view line = content.substr(0, end);
    content.remove_prefix(end == std::string_view::npos ? content.size() : end + 1);
    if (line.starts_with("BT") && !text.empty()) text += '\n';
    if (line.starts_with("/F")) font = std::string(line.substr(0, line.find(' ')));
    if (line.starts_with("/Total")) text += "\n" + total_;
    if (!line.starts_with('<')) continue;
    const auto found = fonts_.find(font);
    for (std::size_t at = 1; found != fonts_.end() && at + 4 < line.size() && line[at] != '>';
         at += 4) {
      const auto character = found->second.find(std::string(line.substr(at, 4)));
      if (character == found->second.end()) {
        ADD_FAILURE() << "a glyph of " << font << " that means no character";
        return text;
      }
      text += character->second;
    }
  }
  return text;
}

std::vector<std::string> PdfReader::PageTexts() const {
  std::vector<int> pages;
  Pages(ReferenceIn(catalog_, "/Pages"), pages);
  std::vector<std::string> texts;
  texts.reserve(pages.size());
  for (const int page : pages) texts.push_back(TextOf(Stream(ReferenceIn(page, "/Contents"))));
  return texts;
}

}  // namespace reqledger::paper
