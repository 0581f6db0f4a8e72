// Recording over the socket: one event, and many.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <thread>

#include "ledger/merkle/tree.h"
#include "ledger/note/receipt.h"
#include "tests/daemon/temp_daemon.h"

namespace reqledger::daemon {
namespace {

using testing::DemandReceived;
using ::testing::HasSubstr;
using testing::RawAnswer;
using testing::RawClient;
using testing::TempDaemon;

constexpr const char* kKey = R"(,"idempotency_key":"k1")";

std::vector<boost::json::value> Lines(const RawAnswer& answer) {
  std::vector<boost::json::value> lines;
  std::size_t begin = 0;
  for (std::size_t end = 0; (end = answer.body.find('\n', begin)) != std::string::npos;
       begin = end + 1) {
    lines.push_back(boost::json::parse(answer.body.substr(begin, end - begin)));
  }
  EXPECT_EQ(begin, answer.body.size());
  EXPECT_TRUE(answer.whole);
  return lines;
}

// "1:result 2:skipped" …
std::string Shape(const RawAnswer& answer) {
  std::string shape;
  for (const auto& line : Lines(answer)) {
    const auto& object = line.as_object();
    EXPECT_EQ(object.size(), 2U);
    if (!shape.empty()) shape += ' ';
    shape += std::to_string(object.at("line").as_int64()) + ":";
    for (const auto* kind : {"result", "problem", "skipped"}) {
      if (object.contains(kind)) shape += kind;
    }
  }
  return shape;
}

class EventsTest : public ::testing::Test {
 protected:
  // That the receipt of a recorded event proves it, under the ledger's own key.
  void ExpectReceiptVerifies(const boost::json::value& recorded) {
    const auto& receipt = recorded.at("receipt");
    const auto proof = note::ParseTlogProof(std::string_view(receipt.at("proof").as_string()));
    ASSERT_TRUE(proof);
    const auto leaf = merkle::LeafHash(std::string_view(receipt.at("entry").as_string()));
    EXPECT_EQ(crypto::ToHex(leaf), std::string_view(recorded.at("leaf_hash").as_string()));
    const std::vector<note::VerifierKey> keys = {
        daemon_.service().ledger().signing_key.signer().verifier()};
    EXPECT_TRUE(note::VerifyTlogProof(*proof, leaf, keys));
    EXPECT_EQ(static_cast<std::int64_t>(proof->index), recorded.at("seq").as_int64());
  }

  TempDaemon daemon_;
};

TEST_F(EventsTest, RecordsOneAndAnswersARepeatAlike) {
  const RawAnswer first = daemon_.Post("/v1/events", DemandReceived("M-1", "D-1", kKey));
  ASSERT_EQ(first.status, 201) << first.body;
  auto recorded = TempDaemon::Json(first);
  ExpectReceiptVerifies(recorded);
  EXPECT_FALSE(recorded.as_object().contains("repeat"));
  EXPECT_EQ(daemon_.size(), 2U);

  const RawAnswer second = daemon_.Post("/v1/events", DemandReceived("M-1", "D-1", kKey));
  ASSERT_EQ(second.status, 200) << second.body;
  auto repeated = TempDaemon::Json(second);
  ExpectReceiptVerifies(repeated);
  EXPECT_TRUE(repeated.at("repeat").as_bool());
  EXPECT_EQ(repeated.at("disclosures"), recorded.at("disclosures"));
  EXPECT_EQ(repeated.at("seq"), recorded.at("seq"));
  EXPECT_EQ(daemon_.size(), 2U);

  EXPECT_EQ(daemon_.Post("/v1/events", DemandReceived("M-1", "D-2", kKey)).status, 409);
  EXPECT_EQ(daemon_.Post("/v1/events", DemandReceived("M-2", "D-1")).status, 409);
  EXPECT_EQ(daemon_.size(), 2U);
}

TEST_F(EventsTest, ADryRunRecordsNothing) {
  const auto answer = daemon_.Post("/v1/events?dry_run=1", DemandReceived("M-1", "D-1"));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "{\"dry_run\":true,\"seq\":1}\n");
  EXPECT_EQ(daemon_.size(), 1U);
  EXPECT_EQ(daemon_.Post("/v1/events?dry_run=2", DemandReceived("M-1", "D-1")).status, 400);
  EXPECT_EQ(daemon_.Post("/v1/events?on_error=stop", DemandReceived("M-1", "D-1")).status, 400);
}

TEST_F(EventsTest, RefusesWithPlaceAndRuleAndNeverTheValue) {
  const auto answer =
      daemon_.Post("/v1/events", DemandReceived("M-1", "D-1", R"(,"nature":"zzqqmarker")"));
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.headers.at("content-type"), "application/problem+json");
  EXPECT_THAT(answer.body, HasSubstr(R"("pointer":"/nature")"));
  EXPECT_EQ(answer.body.find("zzqqmarker"), std::string::npos);
  const auto unknown = daemon_.Post(
      "/v1/events", R"({"type":"no.such","matter":"m","occurred_at":{"precision":"unknown"}})");
  EXPECT_EQ(unknown.status, 400);
  EXPECT_THAT(unknown.body, HasSubstr(R"("pointer":"/type")"));
  EXPECT_EQ(daemon_.size(), 1U);
}

TEST_F(EventsTest, ABatchIsAnsweredLineByLine) {
  std::string body = "\n" + DemandReceived("M-1", "D-1") + "\n  \r\n" +
                     DemandReceived("M-1", "D-2") + "\r\n" + DemandReceived("M-2", "D-3");
  const RawAnswer answer = daemon_.PostLines("/v1/events:batch", body);
  EXPECT_EQ(answer.headers.at("content-type"), "application/x-ndjson");
  EXPECT_EQ(Shape(answer), "2:result 4:result 5:result");
  for (const auto& line : Lines(answer)) ExpectReceiptVerifies(line.at("result"));
  EXPECT_EQ(daemon_.size(), 4U);
  EXPECT_EQ(Shape(daemon_.PostLines("/v1/events:batch", "")), "");
}

TEST_F(EventsTest, ABatchStopsAtItsFirstRefusal) {
  const std::string good = DemandReceived("M-1", "D-1");
  const std::string twice = DemandReceived("M-2", "D-1");
  // Refused by the event's own rules, then by a rule between events.
  EXPECT_EQ(
      Shape(daemon_.PostLines("/v1/events:batch", good + "\n{}\n" + DemandReceived("M-1", "D-2"))),
      "1:result 2:problem 3:skipped");
  EXPECT_EQ(daemon_.size(), 2U);
  EXPECT_EQ(
      Shape(daemon_.PostLines("/v1/events:batch", twice + "\n{}\n" + DemandReceived("M-1", "D-2"))),
      "1:problem 2:skipped 3:skipped");
  EXPECT_EQ(daemon_.size(), 2U);
  EXPECT_EQ(Shape(daemon_.PostLines("/v1/events:batch?on_error=continue",
                                    twice + "\n{}\n" + DemandReceived("M-1", "D-2"))),
            "1:problem 2:problem 3:result");
  EXPECT_EQ(daemon_.size(), 3U);
  EXPECT_EQ(daemon_.PostLines("/v1/events:batch?on_error=maybe", good).status, 400);
}

TEST_F(EventsTest, NothingBehindARefusalIsRecordedWhateverTheChunks) {
  std::string body;
  constexpr int kLines = 2000;
  constexpr int kBad = 700;
  for (int i = 1; i <= kLines; ++i) {
    body += DemandReceived("M-1", "D-" + std::to_string(i == kBad ? 1 : i)) + "\n";
  }
  RawClient client(daemon_.socket());
  std::thread sender([&] {
    client.Send(testing::RequestText("POST", "/v1/events:batch", "application/x-ndjson", body));
  });
  const RawAnswer answer = client.Read();
  sender.join();
  const auto lines = Lines(answer);
  ASSERT_EQ(lines.size(), static_cast<std::size_t>(kLines));
  for (int i = 1; i <= kLines; ++i) {
    const auto& line = lines[static_cast<std::size_t>(i - 1)].as_object();
    EXPECT_EQ(line.at("line").as_int64(), i);
    EXPECT_TRUE(line.contains(i < kBad ? "result" : i == kBad ? "problem" : "skipped")) << i;
  }
  EXPECT_EQ(daemon_.size(), static_cast<std::uint64_t>(kBad));
}

TEST_F(EventsTest, ALineThatIsTooLongIsRefusedAndTheRestTaken) {
  const std::string long_line(300 * 1024, 'x');
  const RawAnswer answer = daemon_.PostLines(
      "/v1/events:batch?on_error=continue", long_line + "\n" + DemandReceived("M-1", "D-1") + "\n");
  EXPECT_EQ(Shape(answer), "1:problem 2:result");
  EXPECT_EQ(Lines(answer)[0].at("problem").at("status").as_int64(), 413);
}

TEST_F(EventsTest, AClientMayWaitForEachAnswer) {
  RawClient client(daemon_.socket());
  client.Send(
      "POST /v1/events:batch HTTP/1.1\r\nHost: x\r\nContent-Type: "
      "application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n");
  std::string seen;
  for (int i = 1; i <= 5; ++i) {
    const std::string line = DemandReceived("M-1", "D-" + std::to_string(i)) + "\n";
    std::array<char, 20> size{};
    std::snprintf(size.data(), size.size(), "%zx\r\n", line.size());
    client.Send(size.data() + line + "\r\n");
    const std::string expected = "{\"line\":" + std::to_string(i) + ",\"result\"";
    while (seen.find(expected) == std::string::npos) {
      const std::string piece = client.ReadSome();
      ASSERT_FALSE(piece.empty());
      seen += piece;
    }
  }
  client.Send("0\r\n\r\n");
  EXPECT_EQ(daemon_.size(), 6U);
}

TEST_F(EventsTest, ADryRunOfABatchRecordsNothing) {
  const RawAnswer answer =
      daemon_.PostLines("/v1/events:batch?dry_run=1",
                        DemandReceived("M-1", "D-1") + "\n{}\n" + DemandReceived("M-1", "D-2"));
  EXPECT_EQ(Shape(answer), "1:result 2:problem 3:skipped");
  EXPECT_TRUE(Lines(answer)[0].at("result").at("dry_run").as_bool());
  EXPECT_EQ(daemon_.size(), 1U);
}

TEST_F(EventsTest, StoppingEndsABatchInWords) {
  RawClient client(daemon_.socket());
  const std::string line = DemandReceived("M-1", "D-1") + "\n";
  std::array<char, 20> size{};
  std::snprintf(size.data(), size.size(), "%zx\r\n", line.size());
  client.Send(
      "POST /v1/events:batch HTTP/1.1\r\nHost: x\r\nContent-Type: "
      "application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n" +
      (size.data() + line) + "\r\n");
  std::string seen;
  while (seen.find("\"result\"") == std::string::npos) {
    const std::string piece = client.ReadSome();
    ASSERT_FALSE(piece.empty());
    seen += piece;
  }
  daemon_.Stop();
  for (std::string piece = client.ReadSome(); !piece.empty(); piece = client.ReadSome())
    seen += piece;
  EXPECT_THAT(seen, HasSubstr("{\"line\":2,\"problem\""));
  EXPECT_THAT(seen, HasSubstr("urn:reqledger:stopping"));
  EXPECT_TRUE(seen.ends_with("0\r\n\r\n"));
}

}  // namespace
}  // namespace reqledger::daemon
