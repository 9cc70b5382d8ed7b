// The smallest program that is an extraction child.
#include "ingest/extractor.h"

int main(int argc, char** argv) {
  return kho::ingest::run_extraction_child(
      {.trust_folder = argc > 1 ? argv[1] : "", .ocr_models = {}});
}
