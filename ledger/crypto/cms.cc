#include "ledger/crypto/cms.h"

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>

#include "ledger/base/check.h"

namespace reqledger::crypto {
namespace {

template <auto kFree>
struct Free {
  template <typename T>
  void operator()(T* object) const {
    kFree(object);
  }
};
using Bio = std::unique_ptr<BIO, Free<&BIO_free_all>>;
using Certificate = std::unique_ptr<X509, Free<&X509_free>>;
using Envelope = std::unique_ptr<CMS_ContentInfo, Free<&CMS_ContentInfo_free>>;

Bio Over(std::string_view bytes) {
  Bio bio(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
  REQ_CHECK(bio != nullptr);
  return bio;
}

std::unexpected<base::Error> Refuse(const char* why) {
  ERR_clear_error();
  return base::Fail(base::Code::kInvalidArgument, why);
}

}  // namespace

base::Result<std::string> EnvelopeFor(std::string_view certificate_pem, std::string_view bytes) {
  const Bio pem = Over(certificate_pem);
  const Certificate certificate(PEM_read_bio_X509(pem.get(), nullptr, nullptr, nullptr));
  if (!certificate) return Refuse("expected a certificate in PEM");
  STACK_OF(X509)* const recipients = sk_X509_new_null();
  REQ_CHECK(recipients != nullptr && sk_X509_push(recipients, certificate.get()) == 1);
  const Bio plain = Over(bytes);
  const Envelope envelope(CMS_encrypt(recipients, plain.get(), EVP_aes_256_gcm(), CMS_BINARY));
  sk_X509_free(recipients);  // not what stands in it
  if (!envelope) return Refuse("expected a certificate whose key can receive, RSA or EC");
  const Bio der(BIO_new(BIO_s_mem()));
  REQ_CHECK(der != nullptr && i2d_CMS_bio(der.get(), envelope.get()) == 1);
  char* data = nullptr;
  const long size = BIO_get_mem_data(der.get(), &data);
  return std::string(data, static_cast<std::size_t>(size));
}

}  // namespace reqledger::crypto
