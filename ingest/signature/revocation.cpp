#include "ingest/signature/revocation.h"

#include <openssl/objects.h>
#include <openssl/x509v3.h>

#include <algorithm>

#include "ingest/signature/signed_data.h"

namespace kho::ingest {
namespace {

struct Question {
  X509* certificate;
  X509* issuer;
  std::int64_t at_s;
  bool is_time_proven;
};

bool has_extension(X509_CRL* list, int nid) { return X509_CRL_get_ext_by_NID(list, nid, -1) >= 0; }

// Whether we know all that the list calls critical.
bool is_understood(X509_CRL* list) {
  for (int i = 0; i < X509_CRL_get_ext_count(list); ++i) {
    X509_EXTENSION* extension = X509_CRL_get_ext(list, i);
    const int nid = OBJ_obj2nid(X509_EXTENSION_get_object(extension));
    if (X509_EXTENSION_get_critical(extension) != 0 && nid != NID_issuing_distribution_point) {
      return false;
    }
  }
  return true;
}

bool is_list_of(X509_CRL* list, X509* issuer) {
  if (X509_NAME_cmp(X509_CRL_get_issuer(list), X509_get_subject_name(issuer)) != 0) return false;
  if ((X509_get_key_usage(issuer) & X509v3_KU_CRL_SIGN) == 0) return false;
  return X509_CRL_verify(list, X509_get0_pubkey(issuer)) == 1;
}

// What one list says.
RevocationVerdict ask(const Question& question, X509_CRL* list) {
  if (has_extension(list, NID_delta_crl) || !is_understood(list)) return {};
  const auto this_update = seconds_of(X509_CRL_get0_lastUpdate(list));
  if (!this_update || !is_list_of(list, question.issuer)) return {};
  X509_REVOKED* entry = nullptr;
  if (X509_CRL_get0_by_cert(list, &entry, question.certificate) == 1) {
    const auto revoked_at = seconds_of(X509_REVOKED_get0_revocationDate(entry));
    if (question.is_time_proven && revoked_at && *revoked_at > question.at_s) {
      return {Revocation::kNotRevoked, this_update};
    }
    return {Revocation::kRevoked, this_update};
  }
  // Not being named says something only in a list of all certificates that covers the time of
  // signing: expired certificates leave the list.
  if (has_extension(list, NID_issuing_distribution_point)) return {};
  const auto next_update = seconds_of(X509_CRL_get0_nextUpdate(list));
  const auto not_after = seconds_of(X509_get0_notAfter(question.certificate));
  if (!next_update || *next_update < question.at_s) return {};
  if (!not_after || *this_update > *not_after) return {};
  return {Revocation::kNotRevoked, this_update};
}

// What the lists say together: one that revokes decides; else the newest.
RevocationVerdict ask_all(const Question& question, const std::vector<X509_CRL*>& lists) {
  RevocationVerdict best;
  for (X509_CRL* list : lists) {
    const RevocationVerdict said = ask(question, list);
    if (said.revocation == Revocation::kUnknown) continue;
    if (said.revocation == Revocation::kRevoked) return said;
    if (!best.as_of_s || *said.as_of_s > *best.as_of_s) best = said;
  }
  return best;
}

}  // namespace

RevocationVerdict revocation_of(const STACK_OF(X509) * chain, const std::vector<X509_CRL*>& lists,
                                std::int64_t at_s, bool is_time_proven) {
  RevocationVerdict verdict;
  bool all_decided = sk_X509_num(chain) > 1;
  for (int i = 0; i + 1 < sk_X509_num(chain); ++i) {
    const Question question{sk_X509_value(chain, i), sk_X509_value(chain, i + 1), at_s,
                            is_time_proven};
    const RevocationVerdict said = ask_all(question, lists);
    if (said.revocation == Revocation::kRevoked) return said;
    if (said.revocation == Revocation::kUnknown) all_decided = false;
    if (said.as_of_s && (!verdict.as_of_s || *said.as_of_s < *verdict.as_of_s)) {
      verdict.as_of_s = said.as_of_s;
    }
  }
  if (!all_decided) return {};
  verdict.revocation = Revocation::kNotRevoked;
  return verdict;
}

}  // namespace kho::ingest
