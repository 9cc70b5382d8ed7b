#include "api/problem.h"

#include <nlohmann/json.hpp>

#include "index/error.h"
#include "store/error.h"
#include "warehouse/error.h"

namespace kho::api {
namespace {

int status_of(warehouse::Errc code) {
  switch (code) {
    case warehouse::Errc::kNotFound:
    case warehouse::Errc::kHoldNotFound:
    case warehouse::Errc::kDossierNotFound:
    case warehouse::Errc::kQueryNotFound:
    case warehouse::Errc::kReceiptNotFound:
    case warehouse::Errc::kAliasNotFound:
    case warehouse::Errc::kPageNotFound:
      return 404;
    case warehouse::Errc::kComponentHeld:
    case warehouse::Errc::kRetentionNotOver:
    case warehouse::Errc::kRetentionOnlyProlonged:
    case warehouse::Errc::kHoldExists:
    case warehouse::Errc::kHoldsTooMany:
    case warehouse::Errc::kJobRunning:
    case warehouse::Errc::kComponentClosed:
    case warehouse::Errc::kComponentInUse:
    case warehouse::Errc::kReviewImpossible:
    case warehouse::Errc::kSupersessionInvalid:
    case warehouse::Errc::kDossierExists:
    case warehouse::Errc::kDossierClosed:
    case warehouse::Errc::kStateImpossible:
    case warehouse::Errc::kNotReusable:
    case warehouse::Errc::kOwnerAmbiguous:
    case warehouse::Errc::kAliasIsOwner:
    case warehouse::Errc::kAliasExists:
    case warehouse::Errc::kAliasesTooMany:
    case warehouse::Errc::kMergeRefused:
    case warehouse::Errc::kNotMerged:
    case warehouse::Errc::kAuthorisationRevoked:
    case warehouse::Errc::kTokenRevoked:
    case warehouse::Errc::kWebhookDisabled:
    case warehouse::Errc::kShardUnusable:
    case warehouse::Errc::kBackupOfOther:
      return 409;
    case warehouse::Errc::kFileTooLarge:
      return 413;
    case warehouse::Errc::kQueryInvalid:
      return 400;
    case warehouse::Errc::kBackupDamaged:
    case warehouse::Errc::kBackupFailed:
      return 500;
    case warehouse::Errc::kAccessLogFull:
    case warehouse::Errc::kBackupBusy:
    case warehouse::Errc::kPreviewsBusy:
    case warehouse::Errc::kSigningKeyUnusable:
      return 503;
    default:
      return 422;
  }
}

Problem store_problem(const store::Error& error) {
  switch (error.errc()) {
    case store::Errc::kTooLarge:
      return {413, "file_too_large", "too large for one file"};
    case store::Errc::kNoSpace:
      return {507, "no_space", "the disk is full"};
    case store::Errc::kBusy:
      return {503, "busy", "too many requests are waiting; try again"};
    case store::Errc::kReadOnly:
      return {503, "read_only", "the warehouse stopped writing after a failed write"};
    case store::Errc::kHeld:
      return {409, "component_held", "a hold in the store forbids to give the file up"};
    case store::Errc::kCorrupt:
      return {500, "data_damaged", "stored data failed its check; nothing wrong was returned"};
    case store::Errc::kUnsupportedFormat:
      return {500, "format_unsupported", error.what()};
    default:
      return {500, "internal", "the warehouse cannot be used"};
  }
}

}  // namespace

Response problem_response(const Problem& problem, Language language) {
  std::string title = problem.code();
  std::string detail = problem.what();
  const std::string_view meaning =
      language == Language::kVietnamese ? vietnamese(problem.code()) : std::string_view();
  if (!meaning.empty()) {
    title = meaning;
    detail = std::string(meaning) + " [" + detail + "]";
  }
  const nlohmann::json document = {{"type", "urn:kho:problem:" + problem.code()},
                                   {"title", title},
                                   {"status", problem.status()},
                                   {"code", problem.code()},
                                   {"detail", detail}};
  Response response;
  response.status = problem.status();
  response.headers.emplace_back("Content-Type", "application/problem+json");
  response.headers.emplace_back("Content-Language", meaning.empty() ? "en" : "vi");
  response.headers.emplace_back("Vary", "Accept-Language");
  if (const auto seconds = problem.retry_after_seconds(); seconds > 0) {
    response.headers.emplace_back("Retry-After", std::to_string(seconds));
  }
  response.body = document.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  return response;
}

Problem problem_of(std::exception_ptr error) {
  try {
    std::rethrow_exception(error);
  } catch (const Problem& problem) {
    return problem;
  } catch (const warehouse::Error& refused) {
    return {status_of(refused.code()), std::string(code_name(refused.code())), refused.what()};
  } catch (const store::Error& failed) {
    return store_problem(failed);
  } catch (const index::Error& failed) {
    if (failed.code() == index::Errc::kUnavailable) {
      return {503, "busy", "the search index cannot be read right now; try again"};
    }
    return {503, "index_damaged",
            "the search index cannot be read; everything else works. Build it anew: kho reindex"};
  } catch (...) {
    // What went wrong inside is for the log, not for the caller.
    return {500, "internal", "an internal error; the server's log tells more"};
  }
}

}  // namespace kho::api
