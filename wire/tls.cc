#include "wire/tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <cerrno>
#include <utility>

namespace reqledger::wire {
namespace {

using base::Code;
using base::Fail;
using base::Result;

constexpr std::size_t kNameBytesMax = 512;

std::unexpected<base::Error> Bad(std::string_view what, const std::string& path,
                                 const std::string& why) {
  return Fail(base::Error{
      Code::kInvalidArgument, std::string(what) + " " + path + ": " + why, {}, "usage"});
}

Result<void> CheckSecret(const std::string& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) {
    return Bad("the TLS key", path, base::SystemError("", errno).message.substr(2));
  }
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) == 0) return {};
  return Fail(Code::kPermissionDenied,
              "the TLS key " + path + ": others than its owner may read it; chmod go= it");
}

// Nobody is asked for a password, which would have to stand beside the key that it is for.
void RefusePasswords(SSL_CTX* context, bool& asked) {
  SSL_CTX_set_default_passwd_cb(context, [](char*, int, int, void* was_asked) {
    if (was_asked != nullptr) *static_cast<bool*>(was_asked) = true;
    return -1;
  });
  SSL_CTX_set_default_passwd_cb_userdata(context, &asked);
}

Result<void> LoadOwn(TlsContext& context, const TlsFiles& files) {
  ErrorCode error;
  context.use_certificate_chain_file(files.certificate, error);
  if (error) return Bad("the TLS certificate", files.certificate, error.message());
  RETURN_IF_ERROR(CheckSecret(files.key));
  bool encrypted = false;
  RefusePasswords(context.native_handle(), encrypted);
  context.use_private_key_file(files.key, TlsContext::pem, error);
  SSL_CTX_set_default_passwd_cb_userdata(context.native_handle(), nullptr);
  if (!error) return {};
  if (encrypted) return Bad("the TLS key", files.key, "is encrypted; give one that is not");
  const bool of_another =
      ERR_GET_REASON(static_cast<unsigned long>(error.value())) == X509_R_KEY_VALUES_MISMATCH;
  return Bad("the TLS key", files.key,
             of_another ? "is not that of the certificate " + files.certificate : error.message());
}

Result<std::shared_ptr<TlsContext>> MakeContext(TlsContext::method method, const TlsFiles& files) {
  auto context = std::make_shared<TlsContext>(method);
  SSL_CTX* const native = context->native_handle();
  SSL_CTX_set_min_proto_version(native, TLS1_3_VERSION);
  SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(native, 0);  // every connection shows its certificate
  RETURN_IF_ERROR(LoadOwn(*context, files));
  ErrorCode error;
  context->load_verify_file(files.authorities, error);
  if (error) return Bad("the TLS authorities", files.authorities, error.message());
  context->set_verify_mode(boost::asio::ssl::verify_peer |
                           boost::asio::ssl::verify_fail_if_no_peer_cert);
  return context;
}

// What may stand in recorded_by as it is.
bool IsPlain(std::string_view name) {
  return !name.empty() && name.size() <= kNameBytesMax && std::ranges::all_of(name, [](char c) {
    return c > 0x20 && c < 0x7f && c != '"' && c != '\\';
  });
}

std::optional<std::string> FirstOf(const GENERAL_NAMES& names, int type) {
  for (int i = 0; i < sk_GENERAL_NAME_num(&names); ++i) {
    const GENERAL_NAME* const name = sk_GENERAL_NAME_value(&names, i);
    if (name->type != type) continue;
    // URI and DNS names are both IA5 strings.
    const ASN1_IA5STRING* const text = name->d.ia5;
    const auto* const bytes = reinterpret_cast<const char*>(ASN1_STRING_get0_data(text));
    std::string plain(bytes, static_cast<std::size_t>(ASN1_STRING_length(text)));
    if (IsPlain(plain)) return plain;
    return std::nullopt;  // the first one stands for it, and no other
  }
  return std::nullopt;
}

bool Has(const GENERAL_NAMES& names, int type) {
  for (int i = 0; i < sk_GENERAL_NAME_num(&names); ++i) {
    if (sk_GENERAL_NAME_value(&names, i)->type == type) return true;
  }
  return false;
}

TlsCause CauseOfVerdict(long verdict) {
  switch (verdict) {
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
      return TlsCause::kSigner;
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return TlsCause::kHost;
    case X509_V_ERR_CERT_NOT_YET_VALID:
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return TlsCause::kTime;
    default:
      return TlsCause::kCertificate;
  }
}

TlsCause CauseOfReason(int reason) {
  switch (reason) {
    case SSL_AD_REASON_OFFSET + SSL_AD_BAD_CERTIFICATE:
    case SSL_AD_REASON_OFFSET + SSL_AD_UNSUPPORTED_CERTIFICATE:
    case SSL_AD_REASON_OFFSET + SSL_AD_CERTIFICATE_REVOKED:
    case SSL_AD_REASON_OFFSET + SSL_AD_CERTIFICATE_EXPIRED:
    case SSL_AD_REASON_OFFSET + SSL_AD_CERTIFICATE_UNKNOWN:
    case SSL_AD_REASON_OFFSET + SSL_AD_UNKNOWN_CA:
    case SSL_AD_REASON_OFFSET + SSL_AD_ACCESS_DENIED:
    case SSL_AD_REASON_OFFSET + SSL_AD_CERTIFICATE_REQUIRED:
      return TlsCause::kNotTaken;
    case SSL_AD_REASON_OFFSET + SSL_AD_PROTOCOL_VERSION:
    case SSL_R_UNSUPPORTED_PROTOCOL:
      return TlsCause::kVersion;
    case SSL_R_WRONG_VERSION_NUMBER:  // of a record: its first bytes are not TLS's
      return TlsCause::kNoTls;
    default:
      return TlsCause::kOther;
  }
}

}  // namespace

Result<std::shared_ptr<TlsContext>> ServerContext(const TlsFiles& files) {
  return MakeContext(TlsContext::tls_server, files);
}

Result<std::shared_ptr<TlsContext>> ClientContext(const TlsFiles& files) {
  return MakeContext(TlsContext::tls_client, files);
}

bool IsIpV4(const std::string& text) {
  ErrorCode error;
  boost::asio::ip::make_address_v4(text, error);
  return !error;
}

bool IsIpV6(const std::string& text) {
  ErrorCode error;
  boost::asio::ip::make_address_v6(text, error);
  return !error;
}

void ExpectHost(TlsStream& stream, const std::string& host) {
  SSL* const native = stream.native_handle();
  if (IsIpV4(host) || IsIpV6(host)) {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(native), host.c_str());
    return;
  }
  SSL_set_tlsext_host_name(native, host.c_str());
  SSL_set1_host(native, host.c_str());
}

std::optional<std::string> PeerName(TlsStream& stream) {
  X509* const certificate = SSL_get0_peer_certificate(stream.native_handle());
  if (certificate == nullptr) return std::nullopt;
  const std::unique_ptr<GENERAL_NAMES, decltype(&GENERAL_NAMES_free)> names(
      static_cast<GENERAL_NAMES*>(
          X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)),
      &GENERAL_NAMES_free);
  if (!names) return std::nullopt;
  return FirstOf(*names, Has(*names, GEN_URI) ? GEN_URI : GEN_DNS);
}

TlsFailure FailureOf(TlsStream& stream, const ErrorCode& error) {
  if (error.category() != boost::asio::error::get_ssl_category()) {
    return {TlsCause::kOther, error.message()};
  }
  const int reason = ERR_GET_REASON(static_cast<unsigned long>(error.value()));
  if (reason != SSL_R_CERTIFICATE_VERIFY_FAILED) return {CauseOfReason(reason), error.message()};
  const long verdict = SSL_get_verify_result(stream.native_handle());
  return {CauseOfVerdict(verdict), X509_verify_cert_error_string(verdict)};
}

}  // namespace reqledger::wire
