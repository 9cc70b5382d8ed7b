// The smallest program that is an extraction child.
#include "ingest/extractor.h"

int main() { return kho::ingest::run_extraction_child(); }
