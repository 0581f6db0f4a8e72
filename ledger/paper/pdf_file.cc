#include "ledger/paper/pdf_file.h"

#include <zlib.h>

#include <cmath>

#include "ledger/paper/characters.h"

namespace reqledger::paper {
namespace {

constexpr std::size_t kObjectsMax = 8'388'607;
constexpr std::uint64_t kBytesMax = 9'999'999'999;

base::Result<std::string> Deflate(std::string_view bytes) {
  uLongf size = compressBound(static_cast<uLong>(bytes.size()));
  std::string packed(size, '\0');
  const int result = compress2(reinterpret_cast<Bytef*>(packed.data()), &size,
                               reinterpret_cast<const Bytef*>(bytes.data()),
                               static_cast<uLong>(bytes.size()), Z_DEFAULT_COMPRESSION);
  if (result != Z_OK) return base::Fail(base::Code::kIo, "the paper: compression failed");
  packed.resize(size);
  return packed;
}

void AppendHex(std::uint8_t byte, std::string& out) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  out += kDigits[byte >> 4U];
  out += kDigits[byte & 15U];
}

void AppendUtf16(char32_t character, std::string& out) {
  const auto unit = [&out](std::uint32_t value) {
    AppendHex(static_cast<std::uint8_t>(value >> 8U & 0xffU), out);
    AppendHex(static_cast<std::uint8_t>(value & 0xffU), out);
  };
  if (character < 0x10000) return unit(character);
  unit(0xd800 + ((character - 0x10000) >> 10U));
  unit(0xdc00 + ((character - 0x10000) & 0x3ffU));
}

std::string Digits(std::uint64_t number, std::size_t width) {
  const std::string digits = std::to_string(number);
  return digits.size() < width ? std::string(width - digits.size(), '0') + digits : digits;
}

}  // namespace

std::string Reference(int number) { return std::to_string(number) + " 0 R"; }

void AppendNumber(double number, std::string& out) {
  const auto hundredths = static_cast<std::int64_t>(std::llround(number * 100));
  if (hundredths < 0) out += '-';
  const auto size = static_cast<std::uint64_t>(hundredths < 0 ? -hundredths : hundredths);
  out += std::to_string(size / 100);
  if (size % 100 == 0) return;
  out += '.';
  out += static_cast<char>('0' + size / 10 % 10);
  if (size % 10 != 0) out += static_cast<char>('0' + size % 10);
}

std::string HexString(std::string_view bytes) {
  std::string text = "<";
  for (const char byte : bytes) AppendHex(static_cast<std::uint8_t>(byte), text);
  return text + ">";
}

std::string TextString(std::string_view text) {
  std::string string = "<FEFF";
  ForEachCharacter(text, [&string](Character character) {
    if (!character.is_byte) AppendUtf16(character.code, string);
  });
  return string + ">";
}

PdfFile::PdfFile(WriteBytes write) : write_(std::move(write)) {
  Write("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n");
}

void PdfFile::Write(std::string_view bytes) {
  if (!status_) return;
  if (bytes.size() > kBytesMax - written_) {
    status_ = base::Fail(base::Code::kTooLarge, "the paper: more bytes than a PDF file may have");
    return;
  }
  written_ += bytes.size();
  hash_.Update(bytes);
  status_ = write_(bytes);
}

int PdfFile::Reserve() {
  if (places_.size() >= kObjectsMax && status_) {
    status_ = base::Fail(base::Code::kTooLarge, "the paper: more objects than a PDF file may have");
  }
  places_.push_back(0);
  return static_cast<int>(places_.size());
}

void PdfFile::Object(int number, std::string_view body) {
  places_[static_cast<std::size_t>(number) - 1] = written_;
  Write(std::to_string(number) + " 0 obj\n");
  Write(body);
  Write("\nendobj\n");
}

void PdfFile::Stream(int number, std::string_view entries, std::string_view bytes,
                     Packing packing) {
  std::string packed;
  std::string dictionary = "<<" + std::string(entries);
  if (packing == Packing::kDeflate) {
    auto result = Deflate(bytes);
    if (!result) {
      if (status_) status_ = base::Fail(std::move(result).error());
      return;
    }
    packed = *std::move(result);
    bytes = packed;
    dictionary += "/Filter/FlateDecode";
  }
  dictionary += "/Length " + std::to_string(bytes.size()) + ">>\nstream\n";
  places_[static_cast<std::size_t>(number) - 1] = written_;
  Write(std::to_string(number) + " 0 obj\n" + dictionary);
  Write(bytes);
  Write("\nendstream\nendobj\n");
}

void PdfFile::Finish(int catalog, int info) {
  const std::uint64_t table = written_;
  const std::string size = std::to_string(places_.size() + 1);
  Write("xref\n0 " + size + "\n0000000000 65535 f \n");
  for (const std::uint64_t place : places_) {
    if (place == 0 && status_) {
      status_ = base::Fail(base::Code::kCorrupt, "the paper: an object is missing");
    }
    Write(Digits(place, 10) + " 00000 n \n");
  }
  const std::string id = HexString(hash_.Finish().view().substr(0, 16));
  Write("trailer\n<</Size " + size + "/Root " + Reference(catalog) + "/Info " + Reference(info) +
        "/ID[" + id + id + "]>>\nstartxref\n" + std::to_string(table) + "\n%%EOF\n");
}

}  // namespace reqledger::paper
