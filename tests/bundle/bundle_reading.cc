#include "tests/bundle/bundle_reading.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "ledger/base/encoding.h"
#include "tests/paper/pdf_reader.h"

namespace reqledger::bundle {

namespace fs = std::filesystem;

std::string Slurp(const fs::path& path) {
  std::ostringstream bytes;
  bytes << std::ifstream(path, std::ios::binary).rdbuf();
  return bytes.str();
}

Opened ReadOpened(const fs::path& bundle) {
  Opened opened;
  std::istringstream lines(Slurp(bundle / "data/disclosures.jsonl"));
  for (std::string line; std::getline(lines, line);) {
    const std::uint64_t seq = std::stoull(line.substr(line.rfind(':') + 1));
    std::size_t at = line.find(R"("disclosures":[)") + 15;
    const std::size_t end = line.rfind(']');
    while (at < end) {
      const std::size_t close = line.find('"', at + 1);
      const auto text = base::DecodeBase64Url(line.substr(at + 1, close - at - 1));
      EXPECT_TRUE(text);
      const std::size_t name = text->find("\",\"") + 3;
      opened[seq][text->substr(name, text->find('"', name) - name)] = *text;
      at = close + 2;
    }
  }
  return opened;
}

std::set<std::string> NamesOf(const std::map<std::string, std::string>& members) {
  std::set<std::string> names;
  for (const auto& [name, text] : members) names.insert(name);
  return names;
}

// Of a paper what can be read on it, without spaces: how long packed streams are, and where a line
// of a random key is broken, tells nothing.
std::string TextOf(const fs::path& path) {
  std::string bytes = Slurp(path);
  if (path.extension() != ".pdf") return bytes;
  std::string text;
  for (const std::string& page : paper::PdfReader(bytes).PageTexts()) text += page;
  std::erase_if(text, [](char c) { return c == ' ' || c == '\n'; });
  return text;
}

Shape ShapeOf(const fs::path& bundle) {
  Shape shape;
  for (const auto& item : fs::recursive_directory_iterator(bundle)) {
    if (!item.is_regular_file()) continue;
    const std::string text = TextOf(item.path());
    std::istringstream words(text);
    std::size_t count = 0;
    for (std::string word; words >> word;) ++count;
    const auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n'));
    shape[item.path().lexically_relative(bundle)] = {text.size(), lines, count};
  }
  return shape;
}

}  // namespace reqledger::bundle
