// What an archive asks of a document: fonts that it carries, a meaning of its colours, and words
// about itself that two readers find in two places.
#include <utility>

#include "ledger/paper/characters.h"
#include "ledger/paper/document.h"

namespace reqledger::embedded {
extern const std::string_view kPaperProfile;
}  // namespace reqledger::embedded

namespace reqledger::paper {
namespace {

constexpr std::string_view kSubsetTag = "RQLEDG+";
constexpr std::size_t kMappedAtOnce = 100;  // what one operator of a map may hold

std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char byte : text) {
    switch (byte) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      default:
        escaped += byte;
    }
  }
  return escaped;
}

std::string NumberInHex(std::size_t number) {
  const std::string bytes = {static_cast<char>(number >> 8U & 0xffU),
                             static_cast<char>(number & 0xffU)};
  return HexString(bytes);
}

// From the numbers of a font's glyphs to text, for whoever searches or copies.
std::string CharactersOf(const std::vector<Font::Used>& used) {
  std::string map =
      "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
      "/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n"
      "/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n"
      "1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n";
  for (std::size_t begin = 1; begin < used.size(); begin += kMappedAtOnce) {
    const std::size_t end = std::min(begin + kMappedAtOnce, used.size());
    map += std::to_string(end - begin) + " beginbfchar\n";
    for (std::size_t i = begin; i < end; ++i) {
      std::string text;
      AppendUtf8(used[i].character, text);
      std::string unit = TextString(text);
      unit.erase(1, 4);  // no byte order mark
      map += NumberInHex(i) + unit + "\n";
    }
    map += "endbfchar\n";
  }
  return map + "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n";
}

std::string DateOf(const std::string& created) {
  std::string date = "D:";
  for (const char byte : created) {
    if (byte >= '0' && byte <= '9') date += byte;
  }
  return "(" + date + "Z)";
}

}  // namespace

void Document::WriteFonts() {
  for (std::size_t i = 0; i < kFaces; ++i) WriteFont(static_cast<Face>(i));
}

void Document::WriteFont(Face face) {
  Font& font = type_.font(face);
  font.Use(' ');  // a font of no glyph is none
  const Font::Subset subset = font.Cut();
  const std::string name = "/" + std::string(kSubsetTag) + font.name();
  const int program = file_.Reserve(), set = file_.Reserve(), descriptor = file_.Reserve(),
            descendant = file_.Reserve(), map = file_.Reserve();
  file_.Stream(program, "/Length1 " + std::to_string(subset.bytes.size()), subset.bytes,
               Packing::kDeflate);
  std::string present((subset.glyphs + 7) / 8, '\0');
  for (std::size_t i = 0; i < subset.glyphs; ++i) {
    present[i / 8] = static_cast<char>(static_cast<unsigned char>(present[i / 8]) | 0x80U >> i % 8);
  }
  file_.Stream(set, "", present, Packing::kDeflate);
  const Font::Metrics& metrics = font.metrics();
  std::string box;
  for (const int side : metrics.box) box += std::to_string(side) + " ";
  file_.Object(descriptor, "<</Type/FontDescriptor/FontName" + name + "/Flags 4/FontBBox[" + box +
                               "]/ItalicAngle 0/StemV 80/CapHeight 729/Ascent " +
                               std::to_string(metrics.ascent) + "/Descent " +
                               std::to_string(metrics.descent) + "/FontFile2 " +
                               Reference(program) + "/CIDSet " + Reference(set) + ">>");
  std::string widths;
  for (const Font::Used& used : font.used()) widths += std::to_string(used.advance) + " ";
  file_.Object(descendant, "<</Type/Font/Subtype/CIDFontType2/BaseFont" + name +
                               "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement "
                               "0>>/CIDToGIDMap/Identity/FontDescriptor " +
                               Reference(descriptor) + "/W[0[" + widths + "]]>>");
  file_.Stream(map, "", CharactersOf(font.used()), Packing::kDeflate);
  file_.Object(fonts_[static_cast<std::size_t>(face)],
               "<</Type/Font/Subtype/Type0/BaseFont" + name +
                   "/Encoding/Identity-H/DescendantFonts[" + Reference(descendant) +
                   "]/ToUnicode " + Reference(map) + ">>");
}

int Document::WriteInfo(const About& about) {
  const int info = file_.Reserve();
  const std::string date = DateOf(about.created);
  file_.Object(info, "<</Title" + TextString(about.title) + "/Author" + TextString(about.author) +
                         "/Subject" + TextString(about.subject) + "/Creator" +
                         TextString(about.creator) + "/Producer" + TextString(about.producer) +
                         "/CreationDate" + date + "/ModDate" + date + ">>");
  return info;
}

int Document::WriteMetadata(const About& about) {
  const auto words = [](const std::string& text) {
    return "<rdf:Alt><rdf:li xml:lang=\"x-default\">" + Escaped(text) + "</rdf:li></rdf:Alt>";
  };
  const std::string packet =
      "<?xpacket begin=\"\xef\xbb\xbf\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
      "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
      "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
      "<rdf:Description rdf:about=\"\" xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">"
      "<pdfaid:part>1</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>"
      "</rdf:Description>\n"
      "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">"
      "<dc:format>application/pdf</dc:format><dc:title>" +
      words(about.title) + "</dc:title><dc:creator><rdf:Seq><rdf:li>" + Escaped(about.author) +
      "</rdf:li></rdf:Seq></dc:creator><dc:description>" + words(about.subject) +
      "</dc:description></rdf:Description>\n"
      "<rdf:Description rdf:about=\"\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">"
      "<xmp:CreatorTool>" +
      Escaped(about.creator) + "</xmp:CreatorTool><xmp:CreateDate>" + about.created +
      "</xmp:CreateDate><xmp:ModifyDate>" + about.created +
      "</xmp:ModifyDate></rdf:Description>\n"
      "<rdf:Description rdf:about=\"\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\">"
      "<pdf:Producer>" +
      Escaped(about.producer) +
      "</pdf:Producer></rdf:Description>\n"
      "</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>\n";
  const int metadata = file_.Reserve();
  file_.Stream(metadata, "/Type/Metadata/Subtype/XML", packet, Packing::kPlain);
  return metadata;
}

int Document::WriteProfile() {
  const int profile = file_.Reserve();
  file_.Stream(profile, "/N 3", embedded::kPaperProfile, Packing::kDeflate);
  return profile;
}

}  // namespace reqledger::paper
