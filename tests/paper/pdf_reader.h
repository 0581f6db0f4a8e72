// Reads a PDF as our writer makes them, by what the file says and not by what the writer meant:
// its objects by its own table, text by its fonts' own maps.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace reqledger::paper {

class PdfReader {
 public:
  // Aborts the test program's expectations, with a message, where the file makes no sense.
  explicit PdfReader(std::string bytes);

  // The text of each page, in the order of the tree; a new line where a new text begins.
  std::vector<std::string> PageTexts() const;
  // All between "obj" and "endobj" of an object.
  std::string_view Object(int number) const;
  // The unpacked bytes of a stream.
  std::string Stream(int number) const;
  // The number in "/Name 7 0 R" of an object; 0: none.
  int ReferenceIn(int number, std::string_view name) const;
  const std::string& trailer() const { return trailer_; }
  int catalog() const { return catalog_; }
  std::size_t objects() const { return places_.size(); }

 private:
  void Pages(int node, std::vector<int>& pages) const;
  std::string TextOf(std::string_view content) const;
  std::map<std::string, std::string> CharactersOf(int font) const;

  std::string bytes_;
  std::vector<std::size_t> places_;  // of object i
  std::string trailer_;
  int catalog_ = 0;
  std::map<std::string, std::map<std::string, std::string>> fonts_;  // by name in the resources
  std::string total_;
};

}  // namespace reqledger::paper
